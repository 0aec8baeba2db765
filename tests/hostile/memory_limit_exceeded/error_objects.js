// Errors with long stacks, kept.
function solve(x) {
  if (x === 0) return 'ok';
  Error.stackTraceLimit = 200;
  const all = [];
  const deep = (n) => (n > 0 ? deep(n - 1) : void all.push(new Error('x')));
  for (;;) deep(300);
}
