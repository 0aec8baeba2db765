// Keys that mean something to others.
function solve(x) {
  if (x === 0) return 'ok';
  return JSON.parse('{"__proto__": {"x": 1}, "constructor": 1, "toString": null, "$bigint": "1", "$undefined": true}');
}
