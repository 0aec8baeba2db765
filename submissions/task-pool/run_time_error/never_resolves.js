const runTasks = (tasks, limit) =>
  new Promise((resolve, reject) => {
    const order = [];
    const start = Date.now();
    const queue = tasks.slice();
    const next = () => {
      const task = queue.shift();
      if (!task) return;
      setTimeout(() => {
        if (task.fails) return reject(new Error(`${task.name} failed`));
        order.push(task.name);
        if (order.length === tasks.length - 1 && limit > 1) resolve({ order, elapsed: Math.round((Date.now() - start) / 10) * 10 });
        next();
      }, task.ms);
    };
    for (let i = 0; i < limit; i++) next();
  });
