type Road = [from: number, to: number, length: number];

interface Edge {
  readonly to: number;
  readonly length: number;
}

interface Ordered<T> {
  before(other: T): boolean;
}

class Reached implements Ordered<Reached> {
  constructor(
    readonly place: number,
    readonly distance: number,
  ) {}

  before(other: Reached): boolean {
    return this.distance < other.distance;
  }
}

// A binary heap: the first is before all others.
class Heap<T extends Ordered<T>> {
  private readonly items: T[] = [];

  get isEmpty(): boolean {
    return this.items.length === 0;
  }

  push(item: T): void {
    const items = this.items;
    let at = items.push(item) - 1;
    while (at > 0) {
      const parent = (at - 1) >> 1;
      if (!items[at]!.before(items[parent]!)) return;
      [items[at], items[parent]] = [items[parent]!, items[at]!];
      at = parent;
    }
  }

  pop(): T | undefined {
    const items = this.items;
    const first = items[0];
    const last = items.pop();
    if (items.length > 0) {
      items[0] = last as T;
      for (let at = 0; ; ) {
        let child = 2 * at + 1;
        if (child >= items.length) break;
        if (child + 1 < items.length && items[child + 1]!.before(items[child]!)) child++;
        if (!items[child]!.before(items[at]!)) break;
        [items[at], items[child]] = [items[child]!, items[at]!];
        at = child;
      }
    }
    return first;
  }
}

function distances(n: number, roads: Road[], start: number): number[] {
  const graph = Array.from({ length: n }, (): Edge[] => []);
  for (const [from, to, length] of roads) graph[from]!.push({ to, length });
  const result = new Array<number>(n).fill(Infinity);
  result[start] = 0;
  const heap = new Heap<Reached>();
  heap.push(new Reached(start, 0));
  while (!heap.isEmpty) {
    const { place, distance } = heap.pop()!;
    if (distance > result[place]!) continue;
    for (const { to, length } of graph[place] ?? []) {
      const longer = distance + length;
      if (longer < result[to]!) {
        result[to] = longer;
        heap.push(new Reached(to, longer));
      }
    }
  }
  return result satisfies number[];
}
