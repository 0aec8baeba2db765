export default function* (random) {
  const road = (n, cost) => [random.int(0, n - 1), random.int(0, n - 1), random.int(0, cost)];
  // A road to some town before each makes a network.
  const tree = (n, cost) =>
    Array.from({ length: n - 1 }, (_, index) => [index + 1, random.int(0, index), random.int(0, cost)]);
  const network = (n, more, cost) =>
    random.shuffled([...tree(n, cost), ...Array.from({ length: more }, () => road(n, cost))]);

  for (let i = 0; i < 40; i++) {
    const n = random.int(1, 8);
    const roads = Array.from({ length: random.int(0, 12) }, () => road(n, random.pick([0, 3, 1000])));
    yield { file: "small", name: `small ${i + 1}`, args: [n, roads] };
  }
  for (let i = 0; i < 40; i++) {
    const n = random.int(2, 60);
    yield { file: "networks", name: `network ${i + 1}`, args: [n, network(n, random.int(0, 100), random.pick([5, 1000000]))] };
  }
  for (let i = 0; i < 3; i++) {
    yield { file: "large", name: `large ${i + 1}`, args: [1000, network(1000, 4001, 1000000)] };
  }
  // A town that no road leads to, a road that costs nothing, the same road at several prices.
  yield { file: "special", name: "a lonely town", args: [200, network(199, 400, 100)] };
  yield { file: "special", name: "all for nothing", args: [300, network(300, 600, 0)] };
  yield { file: "special", name: "several prices", args: [2, [[0, 1, 7], [1, 0, 3], [0, 1, 5], [1, 1, 0]]] };
  const star = Array.from({ length: 999 }, (_, index) => [0, index + 1, 1000000]);
  yield { file: "special", name: "the dearest", args: [1000, star] };
}
