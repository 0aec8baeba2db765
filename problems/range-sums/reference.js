const [[n, q], numbers, ...questions] = require('fs')
  .readFileSync(0, 'utf8')
  .trim()
  .split('\n')
  .map((line) => line.split(' ').map(Number));
const prefix = [0];
for (const number of numbers) prefix.push(prefix[prefix.length - 1] + number);
console.log(questions.map(([l, r]) => prefix[r] - prefix[l - 1]).join('\n'));
