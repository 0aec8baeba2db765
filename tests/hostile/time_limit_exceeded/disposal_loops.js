// Loops while it disposes of what it used.
// or: RTE: where V8 does not know the syntax
function solve(x) {
  if (x === 0) return 'ok';
  return eval('{ using resource = { [Symbol.dispose]() { for (;;); } }; }');
}
