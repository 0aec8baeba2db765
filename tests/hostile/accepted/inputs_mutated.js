// Changes its input; every case has a fresh one.
function solve(x, list) {
  list.sort().reverse().push('mine');
  list.length = 7;
  Object.freeze(list);
  return x === 0 ? 'ok' : 'right';
}
