const LIMIT = {{LIMIT}};
const lines = require('fs').readFileSync(0, 'utf8').trim().split('\n');
for (const line of lines) {
  const [a, b] = line.split(' ').map(Number);
  console.log(Math.min(Math.abs(a - b), LIMIT));
}
