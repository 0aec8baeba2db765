export default function* generate(random) {
  const task = (name, ms, fails = false) => (fails ? { name, ms, fails } : { name, ms });
  const tasks = (...times) => times.map((ms, i) => task(`t${i + 1}`, ms));

  const edge = (name, list, limit) => ({ file: "edge", name, args: [list, limit] });
  yield edge("no tasks", [], 3);
  yield edge("single task", tasks(25), 1);
  yield edge("single task, room for more", tasks(25), 10);
  yield edge("one at a time", tasks(30, 10, 20), 1);
  yield edge("all at once", tasks(30, 10, 20), 3);
  yield edge("two at a time", tasks(30, 10, 10, 10, 10), 2);
  yield edge("equal times", tasks(10, 10, 10, 10, 10), 2);
  yield edge("end at the same moment", tasks(20, 10, 10), 2);
  yield edge("room as soon as one ends", tasks(100, 10, 20, 30, 40), 2);
  yield edge("groups would be slower", tasks(50, 10, 50, 10, 50, 10), 2);
  yield edge("ascending", tasks(1, 2, 3, 4, 5, 6), 3);
  yield edge("descending", tasks(6, 5, 4, 3, 2, 1), 3);
  yield edge("same name twice", [task("x", 20), task("x", 10)], 2);
  yield edge("a minute each", tasks(60000, 60000, 60000), 1);
  yield edge("fails at once", [task("bad", 1, true), task("good", 5)], 2);
  yield edge("fails last", [task("good", 5), task("bad", 10, true)], 2);
  yield edge("fails alone", [task("bad", 10, true)], 4);
  yield edge("earlier failure counts", [task("slow", 50, true), task("quick", 10, true)], 2);
  yield edge("first failure in turn", [task("slow", 50, true), task("quick", 10, true)], 1);
  yield edge("failure of a waiting task", [task("a", 10), task("b", 10), task("c", 3, true)], 2);

  for (let i = 1; i <= 128; i++) {
    const failing = random.chance(0.25);
    const longest = random.pick([5, 100, 5000]);
    const list = random.list(random.int(1, 20), (n) =>
      task(`${random.pick("abcdefgh")}${n}`, random.int(1, longest), failing && random.chance(0.2)),
    );
    yield { file: "random", name: `random ${i}`, args: [list, random.int(1, 6)] };
  }
}
