function runTasks(tasks, limit) {
  return new Promise((resolve, reject) => {
    const start = Date.now();
    const order = [];
    let next = 0;
    const startOne = () => {
      const task = tasks[next++];
      setTimeout(() => {
        if (task.fails) return reject(new Error(`${task.name} failed`));
        order.push(task.name);
        if (order.length === tasks.length) resolve({ order, elapsed: Math.round((Date.now() - start) / 10) * 10 });
        else startOne();
      }, task.ms);
    };
    for (let i = 0; i < Math.min(limit, tasks.length); i++) startOne();
  });
}
