// Bytes to text and back, without end.
function solve(x) {
  if (x === 0) return 'ok';
  const bytes = new Uint8Array(1 << 21).fill(0xc3);
  const decoder = new TextDecoder();
  const encoder = new TextEncoder();
  for (;;) encoder.encode(decoder.decode(bytes));
}
