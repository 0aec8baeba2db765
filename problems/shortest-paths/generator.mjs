export default function* generate(random) {
  const edge = (name, n, roads, start) => ({ file: "edge", name, args: [n, roads, start] });
  yield edge("single place", 1, [], 0);
  yield edge("no roads", 5, [], 3);
  yield edge("one way only", 3, [[1, 0, 4], [1, 2, 4]], 0);
  yield edge("detour is shorter", 3, [[0, 2, 10], [0, 1, 4], [1, 2, 5]], 0);
  yield edge("detour is as long", 3, [[0, 2, 9], [0, 1, 4], [1, 2, 5]], 0);
  yield edge("more roads, less length", 5, [[0, 4, 100], [0, 1, 1], [1, 2, 1], [2, 3, 1], [3, 4, 1]], 0);
  yield edge("several roads between two places", 2, [[0, 1, 7], [0, 1, 3], [0, 1, 5]], 0);
  yield edge("found late", 4, [[0, 1, 1], [0, 2, 5], [1, 3, 9], [2, 3, 1], [1, 2, 1]], 0);
  yield edge("road back to itself", 3, [[1, 1, 2], [0, 1, 1], [1, 2, 1]], 0);
  yield edge("road of length zero", 3, [[0, 1, 0], [1, 2, 0]], 0);
  yield edge("loop of length zero", 3, [[0, 1, 3], [1, 1, 0], [1, 2, 4]], 0);
  yield edge("two parts", 6, [[0, 1, 1], [1, 2, 1], [3, 4, 1], [4, 5, 1], [5, 3, 1]], 3);
  yield edge("start is the last place", 4, [[3, 0, 2], [0, 1, 2], [1, 2, 2]], 3);
  yield edge("large lengths", 4, [[0, 1, 1e6], [1, 2, 1e6], [2, 3, 1e6], [0, 3, 999999]], 0);
  yield edge("long chain", 200, random.list(199, (i) => [i, i + 1, i + 1]), 0);
  yield edge("long chain, backwards", 200, random.list(199, (i) => [i + 1, i, 1]), 0);

  for (let i = 1; i <= 180; i++) {
    const n = random.int(2, random.pick([5, 12, 40]));
    yield { file: "random", name: `random ${i}`, args: network(random, n, random.int(1, 4 * n), 1) };
  }
  for (let i = 1; i <= 3; i++) {
    yield { file: "large", name: `max size ${i}`, args: network(random, 400, 1000 * i, 10 ** i) };
  }
}

/** Roads between random places; the larger `low` is, the more even are their lengths. */
function network(random, n, count, low) {
  const place = () => random.int(0, n - 1);
  const roads = random.list(count, () => [place(), place(), random.int(low, 1000)]);
  return [n, roads, place()];
}
