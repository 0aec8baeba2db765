// One program for Codeforces and for node.
const input = typeof require === 'function' ? require('fs').readFileSync(0, 'utf8').split('\n') : null;
let at = 0;
const next = input ? () => input[at++] : () => readline();
const out = typeof process !== 'undefined' ? (s) => process.stdout.write(`${s}\n`) : print;
const [n, m] = next().split(' ').map(Number);
const grid = [];
for (let i = 0; i < n; i++) grid.push([...next()]);
out(grid.map((r) => r.reverse().join('')).join('\n'));
out(m);
