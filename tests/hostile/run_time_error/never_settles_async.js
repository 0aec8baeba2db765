// An async function that waits for nothing.
async function solve(x) {
  if (x === 0) return 'ok';
  await new Promise(() => {});
}
