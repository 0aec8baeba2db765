// A chain of a hundred thousand Proxies.
function solve(x) {
  if (x === 0) return 'ok';
  let proxy = {};
  for (let i = 0; i < 1e5; i++) proxy = new Proxy(proxy, {});
  return proxy.key;
}
