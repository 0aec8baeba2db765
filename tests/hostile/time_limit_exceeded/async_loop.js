// An async function that awaits nothing for ever.
async function solve(x) {
  if (x === 0) return 'ok';
  for (;;) await null;
}
