function calls(random, count, span) {
  let size = 0;
  return random.list(count, () => {
    if (size === 0 || random.chance(0.4)) {
      size++;
      return ["push", random.int(-span, span)];
    }
    const method = random.pick(["pop", "top", "getMin", "getMin"]);
    if (method === "pop") size--;
    return [method];
  });
}

export default function* generate(random) {
  const edge = (name, list) => ({ file: "edge", name, args: [], calls: list });
  yield edge("no call", []);
  yield edge("one element", [["push", 5], ["getMin"], ["top"], ["pop"]]);
  yield edge("same minimum twice", [["push", 1], ["push", 1], ["pop"], ["getMin"], ["pop"]]);
  yield edge("zero", [["push", 0], ["push", 5], ["getMin"], ["push", -1], ["getMin"], ["pop"], ["getMin"]]);
  yield edge("emptied and filled again", [["push", 1], ["pop"], ["push", 2], ["getMin"], ["top"]]);
  yield edge("descending", [["push", 3], ["push", 2], ["push", 1], ["getMin"], ["pop"], ["getMin"], ["pop"], ["getMin"]]);

  for (let i = 1; i <= 60; i++) {
    const list = calls(random, random.int(2, 40), random.pick([2, 10, 1000]));
    yield { file: "random", name: `random ${i}`, args: [], calls: list };
  }
  for (let i = 1; i <= 3; i++) {
    yield { file: "random", name: `max size ${i}`, args: [], calls: calls(random, 3000, 1000000) };
  }
}
