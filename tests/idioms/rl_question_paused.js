const rl = require('readline').createInterface({ input: process.stdin, output: process.stdout });
rl.pause();
setTimeout(() => rl.question('? ', (answer) => {
  console.log(`[${answer}]`);
  rl.close();
  rl.write('after the end\n');
  try { rl.question('again? ', () => {}); } catch (error) { console.log(error.code); }
}), 1);
