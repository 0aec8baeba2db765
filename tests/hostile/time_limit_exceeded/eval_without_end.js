// New code without end: the compiler is busy, not the program.
function solve(x) {
  if (x === 0) return 'ok';
  for (let i = 0; ; i++) eval(`${i} + ${i}`);
}
