console.log(process.stdout.write('a'), process.stdout.write(Buffer.from('b')), process.stdout.write(new Uint8Array([99, 10])));
process.stdout.write('with callback\n', () => console.log('called'));
process.stdout.write('61', 'hex', (e) => console.log(e));
process.stdout.write('\n');
const { write } = process.stdout;
write.call(process.stdout, 'called with this\n');
const out = [];
for (let i = 0; i < 1000; i++) out.push(i);
process.stdout.write(out.join('\n') + '\n');
try {
  process.stdout.write(5);
} catch (e) {
  console.log(e.code, e.message);
}
process.stderr.write('nobody sees this\n');
console.error('nor this');
console.log(process.stdout.isTTY, process.stdin.isTTY, process.stdout.columns, process.stdin.fd, process.stdout.fd, process.stderr.fd);
