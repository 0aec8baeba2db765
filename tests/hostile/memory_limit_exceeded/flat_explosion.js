// Few arrays that are many when flat.
// or: TLE: flattening may take that long
function solve(x) {
  if (x === 0) return 'ok';
  let value = [1, 2, 3, 4];
  for (let i = 0; i < 14; i++) value = [value, value, value, value];
  return value.flat(Infinity).length;
}
