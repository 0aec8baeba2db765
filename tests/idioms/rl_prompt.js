const rl = require('readline').createInterface({ input: process.stdin, output: process.stdout, prompt: '>> ' });
rl.prompt();
rl.on('line', (line) => {
  console.log('got', line);
  rl.prompt();
});
rl.on('close', () => console.log('end'));
