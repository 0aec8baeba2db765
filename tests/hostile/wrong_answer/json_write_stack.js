// A value nested a hundred thousand deep, written as JSON.
// or: RTE: V8 may call it a stack overflow
function solve(x) {
  if (x === 0) return 'ok';
  let value = [];
  for (let i = 0; i < 1e5; i++) value = [value];
  return JSON.stringify(value);
}
