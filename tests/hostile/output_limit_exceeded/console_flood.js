// Ten million lines.
function solve(x) {
  if (x === 0) return 'ok';
  for (let i = 0; i < 1e7; i++) console.log('line', i);
}
