// A top level that throws.
function solve() {
  return 'ok';
}
throw null;
