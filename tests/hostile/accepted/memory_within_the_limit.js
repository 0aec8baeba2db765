// Fifty megabytes are allowed where the limit is 64, with much garbage on the way.
function solve(x) {
  if (x === 0) return 'ok';
  const kept = [];
  for (let i = 0; i < 50; i++) {
    kept.push(new Array(1 << 16).fill(i));
    new Array(1 << 15).fill(i);
  }
  const bytes = new Uint8Array(16 << 20).fill(1);
  return kept.length + bytes[5] === 51 ? 'right' : 'wrong';
}
