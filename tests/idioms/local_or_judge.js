// Reads a file where it is tried out, and standard input at the judge's.
const fs = require('fs');
const path = fs.existsSync('input.txt') ? 'input.txt' : '/dev/stdin';
let text;
try {
  text = fs.readFileSync('./local.txt', 'utf8');
} catch {
  text = fs.readFileSync(path, 'utf8');
}
console.log(text.split('\n')[0]);
console.log(process.env.LOCAL ? 'local' : 'judge', process.env.HOME2 === undefined, 'NOPE' in process.env);
