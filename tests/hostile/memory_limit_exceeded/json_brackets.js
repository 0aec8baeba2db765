// Five million nested JSON brackets.
// or: RTE: V8 may call it a stack overflow
function solve(x) {
  if (x === 0) return 'ok';
  return JSON.parse('['.repeat(5e6) + ']'.repeat(5e6)).length;
}
