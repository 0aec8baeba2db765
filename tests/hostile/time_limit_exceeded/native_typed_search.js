// Searches a large typed array without end.
function solve(x) {
  if (x === 0) return 'ok';
  const bytes = new Uint8Array(3e7);
  for (;;) bytes.indexOf(1) + bytes.lastIndexOf(1);
}
