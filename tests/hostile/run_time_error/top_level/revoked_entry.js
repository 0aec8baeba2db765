// An entry that is a revoked Proxy.
const { proxy, revoke } = Proxy.revocable(() => 'ok', {});
var solve = proxy;
revoke();
