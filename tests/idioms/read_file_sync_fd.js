const [n, ...rest] = require('node:fs').readFileSync(0).toString().split(/\s+/).map(Number);
console.log(n);
console.log(rest.join(' '));
