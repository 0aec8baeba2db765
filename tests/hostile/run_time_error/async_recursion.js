// An async function that awaits itself.
// or: MLE: promises are made on the way
async function solve(x) {
  if (x === 0) return 'ok';
  return await solve(x);
}
