// A regular expression of a billion states.
// or: MLE: its compiler may need that much
// or: WA: or V8 may find a way
function solve(x) {
  if (x === 0) return 'ok';
  return /(?:(?:(?:a{1000}){1000}){1000}){1000}/.test("a");
}
