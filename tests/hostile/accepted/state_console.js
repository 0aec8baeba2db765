// The console replaced, and an indent that stays.
function solve(x) {
  if (x === 0) return typeof console.log === 'function' && !console.kept ? 'ok' : 'carried over';
  console.group();
  console.kept = 1;
  console.log = null;
  delete globalThis.console;
  return 'right';
}
