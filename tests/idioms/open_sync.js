const fs = require('fs');
const fd = fs.openSync('/dev/stdin', 'r');
const data = fs.readFileSync(fd, 'utf8');
fs.closeSync(fd);
console.log(data.length, fs.existsSync('/dev/stdin'), fs.existsSync('/no/such/file'));
try {
  fs.readFileSync('/no/such/file');
} catch (e) {
  console.log(e.code, e.errno, e.syscall, e.path, e.message);
}
try {
  fs.openSync('input.txt', 'r');
} catch ({ code, message }) {
  console.log(code, message);
}
fs.readFile('/no/such/file', (err, data) => console.log(err.code, data));
