const sleep = (ms) => new Promise((resolve) => setTimeout(resolve, ms));

async function runTasks(tasks, limit) {
  const started = Date.now();
  const order = [];
  const queue = tasks.values();

  async function worker() {
    for (const task of queue) {
      await sleep(task.ms);
      if (task.fails) throw new Error(`${task.name} failed`);
      order.push(task.name);
    }
  }

  await Promise.all(Array.from({ length: limit }, worker));
  return { order, elapsed: Math.round((Date.now() - started) / 10) * 10 };
}
