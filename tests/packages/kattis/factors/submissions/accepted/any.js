const number = Number(require('fs').readFileSync(0, 'utf8'));
let factor = number - 1;
while (number % factor !== 0) factor--;
console.log(factor);
