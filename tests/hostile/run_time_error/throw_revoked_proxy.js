// Throws a Proxy that was revoked.
function solve(x) {
  if (x === 0) return 'ok';
  const { proxy, revoke } = Proxy.revocable(new Error('x'), {});
  revoke();
  throw proxy;
}
