const fs = require('fs');
const target = Buffer.alloc(4);
fs.read(0, target, 0, 4, null, (error, size, buffer) => {
  console.log(error, size, buffer === target, `${buffer}`);
  fs.read(0, { buffer: target, length: 2 }, (error, size, buffer) => {
    console.log(error, size, buffer === target, `${buffer}`);
    fs.read(0, target, (error, size, buffer) => {
      console.log(error, size, `${buffer}`);
      fs.read(0, (error, size, buffer) => console.log(error, size, buffer.length, `${buffer.subarray(0, size)}`));
    });
  });
});
try { fs.readFileSync(0, 'nope'); } catch (error) { console.log(error.code, error.message); }
