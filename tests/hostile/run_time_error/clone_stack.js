// A value nested deep, cloned.
function solve(x) {
  if (x === 0) return 'ok';
  let value = [];
  for (let i = 0; i < 1e6; i++) value = [value];
  return structuredClone(value).length;
}
