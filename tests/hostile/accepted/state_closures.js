// A variable of the top level would be carried over in one world.
let calls = 0;
function solve(x) {
  if (x === 0) return calls++ === 0 ? 'ok' : 'carried over';
  calls++;
  return 'right';
}
