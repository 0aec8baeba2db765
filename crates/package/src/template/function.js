// An accepted submission: the folder says which verdict is expected.
function add(a, b) {
  return a + b;
}
