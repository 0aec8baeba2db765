// Timers, clocks and microtasks. Time is virtual: nothing ever waits. When the program has nothing left to
// do, the judge asks for the next timer, and the clock jumps to the moment at which it is due.
//
// Between two timers the clock stands still, so that a program that sleeps 30 ms has slept 30 ms, on a busy
// machine as on an idle one. Only when it computes for long does the clock show that, so that a program that
// waits by looking at it comes to an end.
(function (host, get, isOwn) {
  'use strict';
  const RealDate = host.Date;
  const realNow = RealDate.now;
  const { construct, apply } = Reflect;
  const { floor } = Math;

  const LONG = 16; // milliseconds of computing that the clock begins to show
  let time = 0; // of the virtual clock, in milliseconds, when the turn that runs began
  let turnStart = 0; // the same moment by the host's clock
  let nextId = 1;

  // Timers that are neither run nor cleared, by id; and a binary heap of all, ordered by the moment at which
  // they are due and then by age, from which cleared ones are dropped when they come to its top.
  const active = { __proto__: null };
  const heap = Object.setPrototypeOf([], null); // no setter of the program's for an index
  let size = 0;

  function clock() {
    const computed = host.clock() - turnStart;
    return computed < LONG ? time : time + computed;
  }
  const before = (a, b) => a.at < b.at || (a.at === b.at && a.order < b.order);

  function push(timer) {
    let hole = size++;
    while (hole > 0) {
      const parent = (hole - 1) >> 1;
      if (!before(timer, heap[parent])) break;
      heap[hole] = heap[parent];
      hole = parent;
    }
    heap[hole] = timer;
  }

  function pop() {
    const top = heap[0];
    const last = heap[--size];
    heap[size] = undefined;
    for (let hole = 0; size > 0;) {
      let child = 2 * hole + 1;
      if (child + 1 < size && before(heap[child + 1], heap[child])) child++;
      if (child >= size || !before(heap[child], last)) {
        heap[hole] = last;
        break;
      }
      heap[hole] = heap[child];
      hole = child;
    }
    return top;
  }

  function start(callback, delay, args, interval) {
    if (typeof callback !== 'function') {
      throw new TypeError('The "callback" argument must be of type function');
    }
    delay = +delay;
    // As in node: what is not between 1 ms and 2^31 - 1 ms is 1 ms.
    if (!(delay >= 1 && delay <= 2147483647)) delay = 1;
    const at = clock() + delay;
    host.touch(); // from here on, all is done
    const id = nextId++;
    const timer = { id, order: id, callback, args, at, interval: interval ? delay : 0 };
    active[id] = timer;
    push(timer);
    return id;
  }

  function clear(id) {
    if (typeof id !== 'number' && typeof id !== 'string') return;
    host.touch();
    delete active[id];
  }

  // Runs the timer that is due first; false if there is none.
  function runNextTimer() {
    let timer;
    do {
      if (size === 0) return false;
      timer = pop();
    } while (active[timer.id] !== timer);
    const now = clock();
    time = timer.at > now ? timer.at : now;
    turnStart = host.clock();
    if (timer.interval) {
      timer.at = time + timer.interval;
      timer.order = nextId++;
      push(timer);
    } else {
      delete active[timer.id];
    }
    apply(timer.callback, undefined, timer.args);
    return true;
  }

  // Whether a timer is due without the clock having to jump.
  function isTimerDue() {
    while (size > 0 && active[heap[0].id] !== heap[0]) pop();
    return size > 0 && heap[0].at <= clock();
  }

  // Dates start at the real one and run with the virtual clock.
  let origin;
  function now() {
    const elapsed = clock();
    origin ??= realNow() - floor(elapsed);
    return origin + floor(elapsed);
  }
  function VirtualDate(...args) {
    if (new.target === undefined) return new RealDate(now()).toString();
    if (args.length === 0) args = [now()];
    return construct(RealDate, args, new.target);
  }
  for (const key of Reflect.ownKeys(RealDate)) {
    const property = Object.getOwnPropertyDescriptor(RealDate, key);
    if (key === 'now') property.value = { now() { return now(); } }.now;
    Object.defineProperty(VirtualDate, key, property);
  }
  VirtualDate.prototype.constructor = VirtualDate;

  // Forgets everything, for a realm that is used again; false if timers were left that had still to run.
  function resetTimers() {
    let isClean = true;
    while (size > 0) {
      const timer = pop();
      if (active[timer.id] === timer) {
        isClean = false;
        delete active[timer.id];
      }
    }
    heap.length = 0;
    time = 0;
    turnStart = 0;
    nextId = 1;
    origin = undefined;
    return isClean;
  }

  const performance = Object.create(Object.prototype, {
    [Symbol.toStringTag]: { value: 'Performance', configurable: true },
    now: { value: { now() { return clock(); } }.now, writable: true, enumerable: true, configurable: true },
    timeOrigin: { get() { return now() - clock(); }, enumerable: true, configurable: true },
  });
  // Whole programs have what else there is of node's.
  for (const name of isOwn ? ['mark', 'measure', 'clearMarks', 'clearMeasures', 'clearResourceTimings', 'getEntries', 'getEntriesByName', 'getEntriesByType', 'timerify', 'eventLoopUtilization', 'toJSON', 'setResourceTimingBufferSize'] : []) {
    performance[name] = { [name](...args) { return get('performanceExtra')[name](...args); } }[name];
  }

  return {
    startTimer: start,
    clearTimer: clear,
    isTimerDue,
    runNextTimer,
    resetTimers,
    Date: VirtualDate,
    performance,
    setTimeout(callback, delay, ...args) {
      return start(callback, delay, args, false);
    },
    setInterval(callback, delay, ...args) {
      return start(callback, delay, args, true);
    },
    setImmediate(callback, ...args) {
      return start(callback, 0, args, false);
    },
    clearTimeout(id) { clear(id); },
    clearInterval(id) { clear(id); },
    clearImmediate(id) { clear(id); },
    queueMicrotask(callback) {
      if (typeof callback !== 'function') {
        throw new TypeError('The "callback" argument must be of type function');
      }
      host.enqueueMicrotask(() => {
        try {
          callback();
        } catch (error) {
          host.reportUncaught(error);
        }
      });
    },
  };
})
