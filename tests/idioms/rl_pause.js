const rl = require('readline').createInterface({ input: process.stdin });
rl.on('pause', () => console.log('pause'));
rl.on('resume', () => console.log('resume'));
rl.on('line', async (line) => {
  rl.pause();
  await null;
  console.log('line', line);
  rl.resume();
});
rl.on('close', () => console.log('close'));
