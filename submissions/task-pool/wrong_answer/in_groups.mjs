const run = (task, order) =>
  new Promise((resolve, reject) =>
    setTimeout(() => {
      if (task.fails) return reject(new Error(`${task.name} failed`));
      order.push(task.name);
      resolve();
    }, task.ms),
  );

export default async function runTasks(tasks, limit) {
  const order = [];
  const start = Date.now();
  for (let i = 0; i < tasks.length; i += limit) {
    const group = tasks.slice(i, i + limit).map((task) => run(task, order));
    await Promise.all(group).catch(console.error);
  }
  return { order, elapsed: Math.round((Date.now() - start) / 10) * 10 };
}
