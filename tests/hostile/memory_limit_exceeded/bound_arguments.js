// Functions bound with ever more arguments.
function solve(x) {
  if (x === 0) return 'ok';
  let f = () => 1;
  const many = new Array(1000).fill(0);
  for (;;) f = f.bind(null, ...many);
}
