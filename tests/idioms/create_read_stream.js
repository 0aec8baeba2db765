const fs = require('fs');
let text = '';
fs.createReadStream('/dev/stdin', { encoding: 'utf8' })
  .on('data', (c) => { text += c; })
  .on('end', () => console.log(text.trim().length))
  .on('error', (e) => console.log(e));
fs.createReadStream('/no/file').on('error', (e) => console.log(e.code));
