const sleep = (ms) => new Promise((resolve) => setTimeout(resolve, ms));

function runTasks(tasks, limit) {
  const order = [];
  for (const { name, ms } of tasks) {
    await sleep(ms);
    order.push(name);
  }
  return { order, elapsed: 0 };
}
