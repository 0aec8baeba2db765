// Defines the function again and again; the last one counts.
function solve() {
  return 'first';
}
function solve(x) {
  return x === 0 ? 'ok' : 'right';
}
var solve;
