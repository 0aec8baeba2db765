// Throws a Proxy of an error, all of whose answers loop.
function solve(x) {
  if (x === 0) return 'ok';
  const traps = {};
  for (const name of Object.getOwnPropertyNames(Reflect)) traps[name] = () => { for (;;); };
  throw new Proxy(new Error('x'), traps);
}
