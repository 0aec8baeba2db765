for (let i = 0; i < 100000; i++) console.log(i, i * 2);
for (let i = 0; i < 100000; i++) console.log(`line ${i}`);
let s = '';
for (let i = 0; i < 100000; i++) s += i + '\n';
process.stdout.write(s);
console.log(Array.from({ length: 50000 }, (_, i) => i).join('\n'));
console.log('é'.repeat(1000), '日'.repeat(1000));
