const fs = require('fs');
const buffer = Buffer.alloc(8);
let text = '';
for (;;) {
  const count = fs.readSync(0, buffer, 0, buffer.length, null);
  if (count === 0) break;
  text += buffer.toString('utf8', 0, count);
}
console.log(text.trim().split('\n').map((l) => l.toUpperCase()));
console.log(fs.readSync(0, buffer), fs.readSync(0, Buffer.alloc(0)));
