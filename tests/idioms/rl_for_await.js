const rl = require('readline').createInterface({ input: process.stdin, crlfDelay: Infinity });
(async () => {
  let i = 0;
  for await (const line of rl) console.log(`${i++}: ${line}`);
  console.log('done', i);
})();
