const [, numbers, ...questions] = require('fs').readFileSync('/dev/stdin', 'utf8').trim().split('\n').map((line) => line.split(' ').map(Number));
const prefix = new Int32Array(numbers.length + 1);
numbers.forEach((number, i) => { prefix[i + 1] = prefix[i] + number; });
for (const [l, r] of questions) console.log(prefix[r] - prefix[l - 1]);
