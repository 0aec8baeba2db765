const rl = require('readline').createInterface({ input: process.stdin });
const it = rl[Symbol.asyncIterator]();
const next = async () => (await it.next()).value;
(async () => {
  const n = +(await next());
  for (let i = 0; i < n; i++) console.log((await next()).split(' ').reverse().join(' '));
  console.log(await it.next());
  console.log(await it.next());
})();
