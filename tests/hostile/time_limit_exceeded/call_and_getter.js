// The call stays within the time, and so would a getter of what it returns.
function solve(x) {
  if (x === 0) return 'ok';
  const spend = () => {
    for (const until = performance.now() + 350; performance.now() < until;);
  };
  spend();
  return { get right() { spend(); return 1; } };
}
