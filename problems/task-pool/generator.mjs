export default function* generate(random) {
  const task = (name, ms, fails = false) => (fails ? { name, ms, fails } : { name, ms });
  const tasks = (...times) => times.map((ms, i) => task(`t${i + 1}`, ms));

  const edge = (name, list, limit) => {
    if (!isClear(list, limit)) throw new Error(`${name}: two tasks end at the same moment`);
    return { file: "edge", name, args: [list, limit] };
  };
  yield edge("no tasks", [], 3);
  yield edge("single task", tasks(20), 1);
  yield edge("single task, room for more", tasks(20), 10);
  yield edge("one at a time", tasks(30, 10, 20), 1);
  yield edge("all at once", tasks(30, 10, 20), 3);
  yield edge("two at a time", tasks(50, 10, 10, 10, 10), 2);
  yield edge("equal times", tasks(10, 10, 10, 10, 10), 2);
  yield edge("equal times, one at a time", tasks(10, 10, 10), 1);
  yield edge("room as soon as one ends", tasks(100, 10, 20, 30, 50), 2);
  yield edge("groups would be slower", tasks(80, 10, 40, 20, 30, 10), 2);
  yield edge("ascending", tasks(10, 20, 30, 40, 50, 60), 3);
  yield edge("descending", tasks(120, 70, 50, 40, 30, 20), 3);
  yield edge("same name twice", [task("x", 20), task("x", 10)], 2);
  yield edge("a minute each", tasks(60000, 60000, 60000), 1);
  yield edge("fails at once", [task("bad", 10, true), task("good", 50)], 2);
  yield edge("fails last", [task("good", 50), task("bad", 100, true)], 2);
  yield edge("fails alone", [task("bad", 10, true)], 4);
  yield edge("earlier failure counts", [task("slow", 50, true), task("quick", 10, true)], 2);
  yield edge("first failure in turn", [task("slow", 50, true), task("quick", 10, true)], 1);
  yield edge("failure of a waiting task", [task("a", 10), task("b", 10), task("c", 30, true)], 2);

  for (let i = 1; i <= 128; i++) {
    for (;;) {
      const failing = random.chance(0.25);
      const longest = random.pick([10, 100, 1000]);
      const list = random.list(random.int(1, 20), (n) => {
        const fails = failing && random.chance(0.2);
        return task(`${random.pick("abcdefgh")}${n}`, 10 * random.int(1, longest), fails);
      });
      const limit = random.int(1, 6);
      if (!isClear(list, limit)) continue;
      yield { file: "random", name: `random ${i}`, args: [list, limit] };
      break;
    }
  }
}

/**
 * Whether no two tasks that were started at different moments end at the same one: which comes first
 * then would depend on how exact the timers are.
 */
function isClear(list, limit) {
  const free = Array(limit).fill(0);
  const startOf = new Map();
  return list.every(({ ms }) => {
    const start = Math.min(...free);
    const end = start + ms;
    free[free.indexOf(start)] = end;
    if (!startOf.has(end)) startOf.set(end, start);
    return startOf.get(end) === start;
  });
}
