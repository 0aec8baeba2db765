// The syntax of V8 internals.
function solve(x) {
  %DebugPrint(x);
  return 'ok';
}
