// Whatever a program does to what it shares with us, it does to itself.
Array.prototype.push = function () { throw new Error('mine'); };
Object.prototype.get = 5;
const lines = require('fs').readFileSync(0, 'utf8').split('\n');
Function.prototype.call = null;
String.prototype.replaceAll = null;
console.log(lines.length);
console.log('text');
process.stdout.write('out\n');
