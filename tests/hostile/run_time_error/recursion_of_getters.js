// A getter that gets itself.
function solve(x) {
  if (x === 0) return 'ok';
  const object = { get self() { return this.self; } };
  return object.self;
}
