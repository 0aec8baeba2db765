// Compares long text by the rules of a language.
function solve(x) {
  if (x === 0) return 'ok';
  const text = 'a\u0301\u0323'.repeat(1 << 16);
  for (let i = 0; ; i++) `${text}a`.localeCompare(`${text}b`, 'de');
}
