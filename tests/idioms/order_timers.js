const order = [];
setTimeout(() => order.push('t400'), 400);
setTimeout(() => order.push('t100'), 100);
let ticks = 0;
const interval = setInterval(() => {
  order.push('i');
  if (++ticks === 2) clearInterval(interval);
}, 150);
setTimeout(() => {
  order.push('t220');
  setImmediate(() => order.push('immediate'));
  process.nextTick(() => order.push('tick'));
}, 220);
const cancelled = setTimeout(() => order.push('never'), 5);
clearTimeout(cancelled);
setTimeout(() => console.log(order), 600);
const t = setTimeout(() => order.push('unref'), 1000);
t.unref();
console.log(typeof t, t.hasRef(), t instanceof Object);
