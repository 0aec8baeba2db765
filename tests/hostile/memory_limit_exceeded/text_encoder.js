// Text encoded to bytes far beyond the limit.
function solve(x) {
  if (x === 0) return 'ok';
  return new TextEncoder().encode('\u20ac'.repeat(2 ** 26)).length;
}
