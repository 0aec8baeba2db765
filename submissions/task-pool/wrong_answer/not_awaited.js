async function runTasks(tasks, limit) {
  const order = [];
  const start = Date.now();
  const queue = [...tasks];
  const worker = async () => {
    for (let task; (task = queue.shift()); ) {
      await new Promise((resolve) => setTimeout(resolve, task.ms));
      order.push(task.name);
    }
  };
  Array.from({ length: limit }).forEach(worker);
  return { order, elapsed: Math.round((Date.now() - start) / 10) * 10 };
}
