// A property looked up through a thousand Proxies, for ever.
function solve(x) {
  if (x === 0) return 'ok';
  let object = { key: 1 };
  for (let i = 0; i < 1000; i++) object = new Proxy(object, {});
  for (;;) object.key;
}
