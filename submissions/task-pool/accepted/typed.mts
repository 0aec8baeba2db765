interface Task {
  name: string;
  ms: number;
  fails?: boolean;
}

type Outcome = { order: string[]; elapsed: number };

const sleep = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

const rounded = <T extends number>(ms: T): number => Math.round(ms / 10) * 10;

export async function runTasks(tasks: readonly Task[], limit: number): Promise<Outcome> {
  const started: number = Date.now();
  const order: Task['name'][] = [];
  const queue: IterableIterator<Task> = tasks.values();

  async function worker(this: void): Promise<void> {
    for (const task of queue) {
      await sleep(task.ms);
      if (task.fails) throw new Error(`${task.name} failed`);
      order.push(task.name);
    }
  }

  await Promise.all(Array.from({ length: limit }, worker as () => Promise<void>));
  return { order, elapsed: rounded(Date.now() - started) };
}
