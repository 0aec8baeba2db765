class MinHeap {
  constructor() {
    this.items = [];
  }

  get size() {
    return this.items.length;
  }

  push(item) {
    const a = this.items;
    let i = a.push(item) - 1;
    while (i > 0) {
      const parent = (i - 1) >> 1;
      if (a[parent][0] <= a[i][0]) break;
      [a[parent], a[i]] = [a[i], a[parent]];
      i = parent;
    }
  }

  pop() {
    const a = this.items;
    const top = a[0];
    const last = a.pop();
    if (a.length > 0) {
      a[0] = last;
      let i = 0;
      for (;;) {
        let child = 2 * i + 1;
        if (child >= a.length) break;
        if (child + 1 < a.length && a[child + 1][0] < a[child][0]) child++;
        if (a[i][0] <= a[child][0]) break;
        [a[child], a[i]] = [a[i], a[child]];
        i = child;
      }
    }
    return top;
  }
}

function distances(n, roads, start) {
  const graph = Array.from({ length: n }, () => []);
  for (const [from, to, length] of roads) graph[from].push({ to, length });
  const result = new Array(n).fill(Infinity);
  result[start] = 0;
  const heap = new MinHeap();
  heap.push([0, start]);
  while (heap.size) {
    const [distance, place] = heap.pop();
    if (distance > result[place]) continue;
    for (const { to, length } of graph[place]) {
      if (distance + length < result[to]) {
        result[to] = distance + length;
        heap.push([result[to], to]);
      }
    }
  }
  return result;
}
