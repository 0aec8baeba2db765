// A `continue` out of `finally` throws the completion away.
function solve(x) {
  if (x === 0) return 'ok';
  forever: for (;;) {
    try {
      throw 1;
    } finally {
      continue forever;
    }
  }
}
