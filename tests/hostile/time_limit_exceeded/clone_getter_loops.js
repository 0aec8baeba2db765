// A clone of something that never answers.
function solve(x) {
  if (x === 0) return 'ok';
  return structuredClone({ get answer() { for (;;); } });
}
