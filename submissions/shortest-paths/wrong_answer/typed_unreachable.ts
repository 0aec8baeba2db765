enum Distance {
  Unreachable = -1,
}

type Road = [from: number, to: number, length: number];

function distances(n: number, roads: Road[], start: number): number[] {
  const result: number[] = Array<number>(n).fill(Infinity);
  result[start] = 0;
  for (let round = 0; round < n; round++) {
    for (const [from, to, length] of roads) {
      result[to] = Math.min(result[to]!, result[from]! + length);
    }
  }
  return result.map((distance) => (distance === Infinity ? Distance.Unreachable : distance));
}
