// Long texts made and compared over and over.
function solve(x) {
  if (x === 0) return 'ok';
  for (let i = 0; ; i++) 'x'.padEnd((1 << 20) + (i % 2), 'yz') === 'x'.padEnd(1 << 20, 'yz');
}
