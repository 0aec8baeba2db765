// Makes formatters for dates, which are expensive, over and over.
// or: MLE: the formatters of ICU fill the memory of the process before they are collected
function solve(x) {
  if (x === 0) return 'ok';
  for (let i = 0; ; i++) new Intl.DateTimeFormat('ar', { dateStyle: 'full', calendar: 'islamic' }).format(i * 1e9);
}
