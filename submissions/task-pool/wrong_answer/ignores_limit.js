// tasks with fails: true do not appear in the result
async function runTasks(tasks, limit) {
  const start = Date.now();
  const order = [];
  const run = ({ name, ms, fails }) =>
    new Promise((resolve) => {
      setTimeout(() => {
        if (!fails) order.push(name);
        resolve();
      }, ms);
    });
  await Promise.all(tasks.map(run));
  return { order, elapsed: Math.round((Date.now() - start) / 10) * 10 };
}
