// A template literal with millions of parts.
// or: TLE: if the parser takes that long
// or: RTE: V8 may call it a stack overflow
function solve(x) {
  if (x === 0) return 'ok';
  return eval(`\`${'${1}'.repeat(5e6)}\``).length;
}
