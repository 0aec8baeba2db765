function editDistance(a, b) {
  let row = Array.from({ length: b.length + 1 }, (_, j) => j);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++) {
      const cost = a[i - 1] === b[j - 1] ? 0 : 1;
      next.push(Math.min(row[j - 1] + cost, row[j] + 1, next[j - 1] + 1));
      console.log(`row ${i}, column ${j}: from ${row[j - 1]}, ${row[j]}, ${next[j - 1]} to ${next[j]}`);
    }
    row = next;
  }
  return row[b.length];
}
