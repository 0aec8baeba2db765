// A value of shared parts, which is small, and gigantic for whoever expands it.
function solve(x) {
  if (x === 0) return 'ok';
  let value = ['right'];
  for (let i = 0; i < 60; i++) value = [value, value];
  return value;
}
