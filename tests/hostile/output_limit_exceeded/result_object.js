// An object with too many keys.
function solve(x) {
  if (x === 0) return 'ok';
  const object = {};
  for (let i = 0; i < 2e5; i++) object[`key${i}`] = i;
  return object;
}
