const fs = require('fs');
fs.readFile('/dev/stdin', 'utf8', (err, data) => {
  if (err) throw err;
  console.log(data.trim().split(' ').map(Number).sort((a, b) => a - b).join(','));
});
console.log('first');
