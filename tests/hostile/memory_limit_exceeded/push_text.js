// Small texts, each of its own.
function solve(x) {
  if (x === 0) return 'ok';
  const all = [];
  for (let i = 0; ; i++) all.push(`${i} ${'x'.repeat(20)}`.split(' '));
}
