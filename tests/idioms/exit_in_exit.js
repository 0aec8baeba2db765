process.on('exit', () => {
  console.log('one');
  process.exit(4);
});
process.on('exit', () => console.log('never'));
process.exit();
