const rl = require('readline').createInterface({ input: process.stdin });
let prefix = null;
let first = true;
rl.on('line', (line) => {
  const numbers = line.split(' ').map(Number);
  if (first) {
    first = false;
  } else if (prefix === null) {
    prefix = [0];
    for (const number of numbers) prefix.push(prefix[prefix.length - 1] + number);
  } else {
    const [l, r] = numbers;
    process.stdout.write(`${prefix[r] - prefix[l - 1]}\n`);
  }
});
