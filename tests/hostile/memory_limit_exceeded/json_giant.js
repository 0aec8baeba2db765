// JSON of a value with shared parts, which is far larger as text.
// or: RTE: the text may be too long for a string
function solve(x) {
  if (x === 0) return 'ok';
  let value = 'x'.repeat(1000);
  for (let i = 0; i < 18; i++) value = [value, value];
  return JSON.stringify(value).length;
}
