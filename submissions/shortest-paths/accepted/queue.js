let distances = function (n, roads, start) {
  const leaving = new Map();
  roads.forEach(([from, to, length]) => {
    if (!leaving.has(from)) leaving.set(from, []);
    leaving.get(from).push([to, length]);
  });

  const best = new Map([[start, 0]]);
  const queue = new Set([start]);
  for (const place of queue) {
    queue.delete(place);
    for (const [to, length] of leaving.get(place) ?? []) {
      const distance = best.get(place) + length;
      if (distance < (best.get(to) ?? Infinity)) {
        best.set(to, distance);
        queue.add(to);
      }
    }
  }
  return [...Array(n).keys()].map((place) => best.get(place) ?? Infinity);
};
