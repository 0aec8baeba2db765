// Does not compile.
function solve(x) {
  return x ===;
}
