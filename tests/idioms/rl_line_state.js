const rl = require('readline').createInterface({ input: process.stdin });
let n = null;
let seen = 0;
let sum = 0;
rl.on('line', (line) => {
  if (n === null) {
    n = +line;
    return;
  }
  sum += +line;
  if (++seen === n) {
    console.log(sum);
    rl.close();
  }
}).on('close', () => {
  console.log('bye');
  process.exit(0);
});
