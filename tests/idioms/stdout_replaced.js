// Who puts a function in the place of `process.stdout.write` sees what the console writes.
const seen = [];
const { write } = process.stdout;
process.stdout.write = (text) => seen.push(text);
console.log('caught', { a: 1 });
console.info('%d', 5);
process.stdout.write = write;
console.log(seen);
process.stdout.write = function (text, ...rest) { return write.call(process.stdout, text.toUpperCase(), ...rest); };
console.log('upper');
console.table([[1]]);
process.stdout.write = () => { throw new Error('the console tells nobody'); };
console.log('lost');
process.stdout.write = write;
process.stdout.write('with an encoding\n', 'utf8', (error) => console.log('called back', error));
