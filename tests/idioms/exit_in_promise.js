Promise.resolve().then(() => {
  console.log('a');
  process.exit(7);
}).then(() => console.log('never'));
setTimeout(() => console.log('never'));
