const rl = require('readline').createInterface({ input: process.stdin });
let count = 0;
let sum = 0;
let longest = 0;
rl.on('line', (l) => { count++; sum += l.length; longest = Math.max(longest, l.length); });
rl.on('close', () => console.log(count, sum, longest));
