const fs = require('fs'); console.log(fs.readFileSync('./dev/stdin', 'utf8').trim().split('\n').map(Number).reduce((a, b) => a + b)); 
