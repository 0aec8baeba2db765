const { Readable } = require('stream');
const numbers = () => Readable.from([1, 2, 3, 4]);
(async () => {
  console.log(await numbers().map((n) => 2 * n).toArray(), await numbers().filter((n) => n % 2).toArray());
  console.log(await numbers().take(2).toArray(), await numbers().drop(3).toArray(), await numbers().flatMap((n) => [n, n]).toArray());
  console.log(await numbers().reduce((a, b) => a + b, 0), await numbers().some((n) => n > 3), await numbers().every((n) => n > 3), await numbers().find((n) => n > 2));
  await numbers().forEach((n) => console.log(n));
})();
