// Throws in `finally` what was thrown in `try`, again and again.
function solve(x) {
  if (x === 0) return 'ok';
  const f = (n) => {
    try {
      throw n;
    } finally {
      f(n + 1);
    }
  };
  f(0);
}
