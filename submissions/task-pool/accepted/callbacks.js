function runTasks(tasks, limit) {
  return new Promise(function (resolve, reject) {
    var begin = performance.now();
    var order = [];
    var next = 0;
    var running = 0;

    function start() {
      if (order.length === tasks.length) {
        var elapsed = Math.round((performance.now() - begin) / 10) * 10;
        resolve({ elapsed: elapsed, order: order });
        return;
      }
      while (running < limit && next < tasks.length) {
        running++;
        setTimeout(finish, tasks[next].ms, tasks[next]);
        next++;
      }
    }

    function finish(task) {
      running--;
      if (task.fails) return reject(new Error(task.name + ' failed'));
      order.push(task.name);
      start();
    }

    start();
  });
}
