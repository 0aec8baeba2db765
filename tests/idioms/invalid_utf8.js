const text = require('fs').readFileSync(0, 'utf8');
console.log(text.length, [...text].map((c) => c.codePointAt(0).toString(16)).join(' '));
