// A Proxy that is its own prototype.
function solve(x) {
  if (x === 0) return 'ok';
  const object = {};
  Object.setPrototypeOf(object, new Proxy({}, { get: (target, key) => object[key] }));
  return object.key;
}
