// Formatters, each with data of its own outside the heap.
// or: TLE: making them takes longer than filling the memory
function solve(x) {
  if (x === 0) return 'ok';
  const all = [];
  for (;;) all.push(new Intl.NumberFormat('en'), new Intl.Collator('de'), new Intl.PluralRules('ar'));
}
