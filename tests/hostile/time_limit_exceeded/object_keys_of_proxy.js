// A Proxy that is asked for a hundred thousand keys, each of which takes its time.
function solve(x) {
  if (x === 0) return 'ok';
  const keys = Array.from({ length: 1e5 }, (_, i) => `key${i}`);
  const slow = new Proxy({}, {
    ownKeys: () => keys,
    getOwnPropertyDescriptor() {
      for (let i = 0; i < 1e5; i++);
      return { enumerable: true, configurable: true, value: 1 };
    },
  });
  return Object.entries(slow).length;
}
