const text = require('fs').readFileSync(0, 'utf8');
console.log(JSON.stringify(text), text.split('\n'));
process.stdin.on('data', () => console.log('never')).on('end', () => console.log('end'));
require('readline').createInterface({ input: process.stdin }).on('line', () => console.log('never')).on('close', () => console.log('close'));
