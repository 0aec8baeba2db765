import { ExpectedError } from "../lib/expected-error.mjs";

/** The moment when each task ends follows from when a place becomes free. */
export function reference(tasks, limit) {
  const free = Array(limit).fill(0);
  const ends = tasks.map(({ name, ms, fails }, index) => {
    const place = free.indexOf(Math.min(...free));
    free[place] += ms;
    return { name, fails, index, at: free[place] };
  });
  ends.sort((x, y) => x.at - y.at || x.index - y.index);
  const failure = ends.find((end) => end.fails);
  if (failure) throw new ExpectedError(`${failure.name} failed`);
  return { order: ends.map((end) => end.name), elapsed: ends.at(-1)?.at ?? 0 };
}

/** Moment by moment, from one end of a running task to the next. */
export function independent(tasks, limit) {
  const waiting = [...tasks];
  const order = [];
  let running = [];
  let elapsed = 0;
  for (;;) {
    while (running.length < limit && waiting.length > 0) {
      const { name, ms, fails } = waiting.shift();
      running.push({ name, fails, left: ms });
    }
    if (running.length === 0) return { order, elapsed };
    const step = Math.min(...running.map((task) => task.left));
    elapsed += step;
    for (const task of running) {
      task.left -= step;
      if (task.left > 0) continue;
      if (task.fails) throw new ExpectedError(`${task.name} failed`);
      order.push(task.name);
    }
    running = running.filter((task) => task.left > 0);
  }
}
