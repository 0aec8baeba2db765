// nobody has to wait: the times are known
const runTasks = async (tasks, limit) => {
  const free = Array(limit).fill(0);
  const ended = tasks.map((task) => {
    const slot = free.indexOf(Math.min(...free));
    free[slot] += task.ms;
    return { ...task, at: free[slot] };
  });
  ended.sort((a, b) => a.at - b.at);
  for (const { name, fails } of ended) if (fails) throw new Error(name + ' failed');
  return { order: ended.map(({ name }) => name), elapsed: Math.max(...free) };
};
