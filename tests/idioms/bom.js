const text = require('fs').readFileSync(0, 'utf8');
console.log(text.charCodeAt(0), text.length, parseInt(text), Number(text));
