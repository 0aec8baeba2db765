const fs = require('fs');
const lines = fs.readFileSync(process.stdin.fd, { encoding: 'utf-8' }).split('\n');
for (const line of lines) console.log(JSON.stringify(line));
console.log(fs.readFileSync(0, 'utf8') === '');
console.log(fs.readFileSync(0).length);
