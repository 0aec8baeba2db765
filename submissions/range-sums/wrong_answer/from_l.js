// Leaves out the first element.
const [, numbers, ...questions] = require('fs').readFileSync(0, 'utf8').trim().split('\n').map((line) => line.split(' ').map(Number));
for (const [l, r] of questions) console.log(numbers.slice(l, r).reduce((sum, number) => sum + number, 0));
