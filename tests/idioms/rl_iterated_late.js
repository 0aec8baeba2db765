// Lines that are gone before anybody asks never come, and neither does the end.
const rl = require('readline').createInterface({ input: process.stdin });
rl.on('close', async () => {
  await null;
  console.log('closed');
  for await (const line of rl) console.log(line);
  console.log('never');
});
