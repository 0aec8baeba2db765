// A chain of promises that is never let to settle.
function solve(x) {
  if (x === 0) return 'ok';
  let promise = Promise.resolve();
  for (;;) promise = promise.then(() => {});
}
