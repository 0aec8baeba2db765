const fs = require('fs');
const bytes = fs.readFileSync(0);
console.log(bytes.toString('latin1'), bytes.toString('binary').length, bytes.toString('hex'), bytes.toString('ascii'));
