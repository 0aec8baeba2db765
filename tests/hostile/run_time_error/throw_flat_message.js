// Throws an error with a message of thirty million characters that is flat.
function solve(x) {
  if (x === 0) return 'ok';
  const bytes = new Uint8Array(1 << 20).fill(65);
  throw new Error(new TextDecoder().decode(bytes).repeat(30));
}
