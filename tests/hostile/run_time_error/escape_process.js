// Asks for the process.
function solve(x) {
  if (x === 0) return 'ok';
  return process.env;
}
