async function runTasks(tasks, limit) {
  const start = Date.now();
  const order = [];
  const running = new Map();
  let next = 0;
  do {
    while (running.size < limit && next < tasks.length) {
      const id = next++;
      const { name, ms, fails } = tasks[id];
      const promise = new Promise((resolve, reject) => {
        setTimeout(() => (fails ? reject(new Error(`${name} failed`)) : resolve(id)), ms);
      });
      running.set(id, promise);
    }
    const id = await Promise.race(running.values());
    order.push(tasks[id].name);
    running.delete(id);
  } while (order.length < tasks.length);
  return { order, elapsed: Math.round((Date.now() - start) / 10) * 10 };
}
