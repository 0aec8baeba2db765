// Thirty megabytes of symbols in the registry that the isolate keeps.
function solve(x) {
  if (x === 0) return true ? 'ok' : 'carried over';
  for (let i = 0; i < 30; i++) Symbol.for(`${i}`.padEnd(1 << 20, 'xyz'));
  return 'right';
}
