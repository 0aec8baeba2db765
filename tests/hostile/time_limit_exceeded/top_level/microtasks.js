// A top level that leaves an endless chain of microtasks.
(function storm() {
  Promise.resolve().then(storm);
})();
function solve() {
  return 'ok';
}
