process.on('exit', (code) => {
  console.log('exit', code);
  process.exitCode = 9;
});
setTimeout(() => console.log('later'), 100);
process.exitCode = 3;
