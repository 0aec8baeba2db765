// A `with` whose scope answers `has` without end.
function solve(x) {
  if (x === 0) return 'ok';
  with (new Proxy({}, { has() { for (;;); } })) anything;
}
