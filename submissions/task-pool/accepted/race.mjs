class Pool {
  #running = new Set();

  constructor(limit) {
    this.limit = limit;
  }

  async add(job) {
    while (this.#running.size >= this.limit) await Promise.race(this.#running);
    const promise = job().finally(() => this.#running.delete(promise));
    this.#running.add(promise);
  }

  drain() {
    return Promise.all(this.#running);
  }
}

const toTens = (ms) => 10 * Math.round(ms / 10);

const job = ({ name, ms, fails = false }, done) => () =>
  new Promise((resolve, reject) => {
    setTimeout(() => {
      if (fails) reject(new Error(`${name} failed`));
      else resolve(done(name));
    }, ms);
  });

export async function runTasks(tasks, limit) {
  const start = Date.now();
  const order = [];
  const pool = new Pool(limit);
  for (const task of tasks) await pool.add(job(task, (name) => order.push(name)));
  await pool.drain();
  return { order, elapsed: toTens(Date.now() - start) };
}
