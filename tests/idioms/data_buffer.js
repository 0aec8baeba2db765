const chunks = [];
process.stdin.on('data', (c) => chunks.push(c)).on('end', () => {
  const all = Buffer.concat(chunks);
  console.log(all.length, all[0], all);
  console.log(all.toString().split('\n').length);
});
