// A typed array whose buffer is gone.
function solve(x) {
  if (x === 0) return 'ok';
  const bytes = new Uint8Array(8);
  bytes.buffer.transfer();
  return bytes;
}
