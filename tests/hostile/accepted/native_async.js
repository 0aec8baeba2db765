// Waits for a day of virtual time, which takes none.
async function solve(x) {
  await new Promise((resolve) => setTimeout(resolve, 24 * 3600e3));
  return x === 0 ? 'ok' : 'right';
}
