// A large array and its copies.
function solve(x) {
  if (x === 0) return 'ok';
  const all = [Array.from({ length: 1e5 }, (_, i) => `${i}`)];
  for (;;) all.push(all.at(-1).toReversed(), all.at(-1).toSorted(), all.at(-1).concat());
}
