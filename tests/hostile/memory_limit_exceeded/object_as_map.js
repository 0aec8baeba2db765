// An object used as a dictionary, with ever new keys.
function solve(x) {
  if (x === 0) return 'ok';
  const map = {};
  for (let i = 0; ; i++) map[`key ${i}`] = i;
}
