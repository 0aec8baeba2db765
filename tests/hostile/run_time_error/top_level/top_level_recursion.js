// A top level without end.
function solve() {
  return 'ok';
}
(function f() {
  f();
})();
