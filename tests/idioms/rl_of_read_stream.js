const fs = require('fs');
const readline = require('readline');
readline.createInterface({ input: fs.createReadStream('/dev/stdin') })
  .on('line', (line) => console.log(line.length))
  .on('close', () => console.log('end'));
