// A Proxy that was revoked: to ask whether it is a thenable throws, as under `await`.
function solve(x) {
  if (x === 0) return 'ok';
  const { proxy, revoke } = Proxy.revocable({}, {});
  revoke();
  return proxy;
}
