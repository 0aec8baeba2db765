// Long digits to numbers and back.
function solve(x) {
  if (x === 0) return 'ok';
  const digits = '9'.repeat(1 << 20);
  for (;;) parseFloat(digits) + Number(`0x${digits}`);
}
