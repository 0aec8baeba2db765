const radius = Number(require('fs').readFileSync('/dev/stdin', 'utf8'));
console.log(3 * radius * radius);
