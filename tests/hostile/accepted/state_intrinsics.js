// Intrinsics that have no name.
function solve(x) {
  if (x === 0) return [][Symbol.iterator]().next().done && typeof (async () => {})().then === 'function'  ? 'ok' : 'carried over';
  Object.getPrototypeOf([][Symbol.iterator]()).next = () => ({ done: false, value: 1 });
  Object.getPrototypeOf(async function () {}).constructor.prototype.call = null;
  delete Object.getPrototypeOf(function* () {}).prototype.next;
  return 'right';
}
