const wait = (ms) => new Promise((done) => setTimeout(done, ms));

const runTasks = async (tasks, limit) => {
  const start = Date.now();
  const order = [];
  const todo = [...tasks];
  const work = async () => {
    while (todo.length) {
      const { name, ms, fails } = todo.shift();
      await wait(ms);
      if (fails) throw new Error(`${name} failed`);
      order.push(name);
    }
  };
  await Promise.allSettled([...Array(limit)].map(work));
  return { order, elapsed: Math.round((Date.now() - start) / 10) * 10 };
};
