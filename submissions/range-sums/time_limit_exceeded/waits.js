// Waits for a line that never comes.
const lines = require('fs').readFileSync(0, 'utf8').trim().split('\n');
for (let i = 0; ; i = (i + 1) % lines.length) if (lines[i] === 'end') break;
