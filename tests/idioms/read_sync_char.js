// A byte at a time, as in C.
const fs = require('fs');
const b = Buffer.alloc(1);
function getchar() {
  return fs.readSync(0, b, 0, 1) === 0 ? -1 : b[0];
}
function nextInt() {
  let c = getchar();
  while (c !== -1 && c !== 45 && (c < 48 || c > 57)) c = getchar();
  const negative = c === 45;
  if (negative) c = getchar();
  let n = 0;
  for (; c >= 48 && c <= 57; c = getchar()) n = n * 10 + c - 48;
  return negative ? -n : n;
}
const n = nextInt();
let s = 0;
for (let i = 0; i < n; i++) s += nextInt();
console.log(n, s);
