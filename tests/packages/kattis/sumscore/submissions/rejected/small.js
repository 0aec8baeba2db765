const numbers = require('fs').readFileSync(0, 'utf8').trim().split(' ').map(Number);
console.log(String(numbers.reduce((a, b) => a + b)));
