// A thenable from an async function is what the language says it is.
async function solve(x) {
  return { then(resolve) { resolve(x === 0 ? 'ok' : 'right'); resolve('twice'); throw 1; } };
}
