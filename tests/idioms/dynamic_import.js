import('fs').then((m) => console.log(typeof m.readFileSync, typeof m.default.readFileSync, m.default === require('fs')));
await0();
async function await0() {
  await new Promise((r) => setTimeout(r, 50));
  await import('nothing-here').catch((e) => console.log(e.constructor.name));
}
(async () => {
  const { sep, join } = await import('node:path');
  console.log(sep, join('a', '..', 'b'));
})();
