const radius = Number(require('fs').readFileSync('/dev/stdin', 'utf8'));
console.log((Math.PI * radius * radius).toFixed(5));
