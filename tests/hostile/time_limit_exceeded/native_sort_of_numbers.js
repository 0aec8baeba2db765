// The default sort, which compares numbers as text.
function solve(x) {
  if (x === 0) return 'ok';
  const numbers = Array.from({ length: 15e5 }, (_, i) => (i * 7919) % 1500007 + 0.5);
  return numbers.sort().length;
}
