// AtCoder: everything at once.
const input = require('fs').readFileSync('/dev/stdin', 'utf8').trim().split('\n');
const n = Number(input[0]);
const a = input[1].split(' ').map(Number);
console.log(n, a.reduce((x, y) => x + y, 0));
console.log(a);
