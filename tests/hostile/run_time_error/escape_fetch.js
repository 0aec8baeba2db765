// Asks the network.
function solve(x) {
  if (x === 0) return 'ok';
  return fetch('http://127.0.0.1/').then((r) => r.text());
}
