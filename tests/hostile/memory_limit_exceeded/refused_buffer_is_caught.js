// A program that catches the error of a buffer that it was refused, and goes on asking.
// or: TLE: if most of the time goes into asking
function solve(x) {
  if (x === 0) return 'ok';
  const all = [];
  for (;;) {
    try {
      all.push(new Uint8Array(1 << 20).fill(1));
    } catch {
      all.push({});
    }
  }
}
