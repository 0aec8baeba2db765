// A native loop at the top level.
[].includes.call({ length: 2 ** 53 - 1 }, 1);
function solve() {
  return 'ok';
}
