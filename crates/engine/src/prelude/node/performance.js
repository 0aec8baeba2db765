// What node has of `performance` beside the clock: marks and measures. It is made for a program that asks for more.
(function (host, get) {
  'use strict';
  const CUSTOM = Symbol.for('nodejs.util.inspect.custom');
  const now = () => get('performance').now();
  const entries = [];
  const KEY = {};
  class PerformanceEntry {
    constructor(name, entryType, startTime, duration, detail, key = undefined) {
      if (key !== KEY) throw get('fail')(TypeError, 'ERR_ILLEGAL_CONSTRUCTOR', 'Illegal constructor');
      const values = { name, entryType, startTime, duration };
      if (detail !== undefined) values.detail = detail;
      for (const [key, value] of Object.entries(values)) Object.defineProperty(this, key, { value, enumerable: true, configurable: true });
    }
    toJSON() { return { ...this }; }
    [CUSTOM](depth, options, inspect) {
      return depth < 0 ? this : `${this.constructor.name} ${inspect({ ...this }, options)}`;
    }
  }
  class PerformanceMark extends PerformanceEntry {
    constructor(name, options = {}) {
      super(`${name}`, 'mark', options?.startTime ?? now(), 0, options?.detail == null ? null : get('structuredClone')(options.detail), KEY);
    }
  }
  class PerformanceMeasure extends PerformanceEntry {
    constructor(name, start, end, detail, key = undefined) { super(name, 'measure', start, end - start, detail, key); }
  }
  function timeOf(mark) {
    if (typeof mark === 'number') return mark;
    const found = entries.findLast((entry) => entry.entryType === 'mark' && entry.name === `${mark}`);
    if (found === undefined) {
      throw new (get('DOMException'))(`The "${mark}" performance mark has not been set`, 'SyntaxError');
    }
    return found.startTime;
  }
  const observers = new Set();
  function add(entry) {
    const at = entries.findIndex((other) => other.startTime > entry.startTime);
    if (at === -1) entries.push(entry);
    else entries.splice(at, 0, entry);
    for (const observer of observers) observer.take(entry);
    return entry;
  }
  const clear = (type) => (name = undefined) => {
    for (let i = entries.length - 1; i >= 0; i--) {
      if (entries[i].entryType === type && (name === undefined || entries[i].name === `${name}`)) entries.splice(i, 1);
    }
  };
  const extra = {
    mark: (name, options) => add(new PerformanceMark(name, options)),
    measure(name, startOrOptions = undefined, endMark = undefined) {
      const given = startOrOptions !== null && typeof startOrOptions === 'object' ? startOrOptions : { start: startOrOptions, end: endMark };
      const end = given.end !== undefined ? timeOf(given.end)
        : given.start !== undefined && given.duration !== undefined ? timeOf(given.start) + given.duration : now();
      const start = given.start !== undefined ? timeOf(given.start) : given.duration !== undefined ? end - given.duration : 0;
      return add(new PerformanceMeasure(`${name}`, start, end, given.detail == null ? null : get('structuredClone')(given.detail), KEY));
    },
    clearMarks: clear('mark'),
    clearMeasures: clear('measure'),
    clearResourceTimings() {},
    setResourceTimingBufferSize() {},
    getEntries: () => [...entries],
    getEntriesByName: (name, type) => entries.filter((entry) => entry.name === `${name}` && (type === undefined || entry.entryType === type)),
    getEntriesByType: (type) => entries.filter((entry) => entry.entryType === type),
    timerify: (callback) => callback,
    eventLoopUtilization: () => ({ idle: 0, active: 0, utilization: 0 }),
    toJSON: () => ({ nodeTiming: {}, timeOrigin: get('performance').timeOrigin, eventLoopUtilization: extra.eventLoopUtilization() }),
  };
  class PerformanceObserver {
    #callback;
    #types = [];
    #entries = [];
    constructor(callback) {
      if (typeof callback !== 'function') throw get('wrongType')('callback', 'of type function', callback);
      this.#callback = callback;
      Object.defineProperty(this, 'take', {
        value: (entry) => {
          if (!this.#types.includes(entry.entryType)) return;
          this.#entries.push(entry);
          if (this.#entries.length > 1) return;
          get('setImmediate')(() => {
            const list = this.takeRecords();
            const by = (is) => list.filter(is);
            if (list.length > 0) {
              this.#callback({
                getEntries: () => list, getEntriesByName: (name) => by((one) => one.name === name), getEntriesByType: (type) => by((one) => one.entryType === type),
              }, this);
            }
          });
        },
      });
    }
    observe(options = {}) {
      this.#types = options.entryTypes ?? [...this.#types, options.type];
      observers.add(this);
    }
    disconnect() { observers.delete(this); }
    takeRecords() { return this.#entries.splice(0); }
    static get supportedEntryTypes() { return ['function', 'gc', 'mark', 'measure']; }
  }
  const performanceModule = {
    performance: get('performance'), PerformanceEntry, PerformanceMark, PerformanceMeasure, PerformanceObserver,
    createHistogram() {
      const values = [];
      const sorted = () => values.slice().sort((a, b) => a - b);
      return {
        record(value) { values.push(Number(value)); },
        reset() { values.length = 0; },
        get count() { return values.length; },
        get min() { return sorted()[0] ?? 9223372036854776000; },
        get max() { return sorted().at(-1) ?? 0; },
        get mean() { return values.reduce((a, b) => a + b, 0) / values.length; },
        percentile: (share) => sorted()[Math.max(0, Math.ceil((share / 100) * values.length) - 1)] ?? 0,
      };
    },
    monitorEventLoopDelay: () => ({ enable: () => true, disable: () => true, reset() {}, min: 0, max: 0, mean: 0, stddev: 0, percentile: () => 0 }),
  };
  return { performanceExtra: extra, 'node:perf_hooks': performanceModule, PerformanceEntry, PerformanceMark, PerformanceMeasure, PerformanceObserver };
})
