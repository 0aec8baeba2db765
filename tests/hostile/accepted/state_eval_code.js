// Code by the megabyte.
function solve(x) {
  if (x === 0) return true ? 'ok' : 'carried over';
  for (let i = 0; i < 20; i++) eval(`${i}; '${'x'.repeat(1 << 20)}'.length`);
  return 'right';
}
