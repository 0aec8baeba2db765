// Calls every function that it can reach, with arguments that nobody expects.
// It counts its calls: with a clock, it would be luck whether it gets to those of which one takes for ever.
function solve(x) {
  if (x === 0) return 'ok';
  const seen = new Set([globalThis]);
  const queue = [globalThis];
  const odd = [-1, 2 ** 31, 'x', {}, [], () => {}, Symbol.iterator, null, undefined, NaN, 5n];
  let calls = 0;
  for (let at = 0; at < queue.length && calls < 16000; at++) {
    for (const key of Reflect.ownKeys(queue[at])) {
      let value;
      try {
        value = queue[at][key];
      } catch {
        continue;
      }
      if ((typeof value === 'object' || typeof value === 'function') && value !== null && !seen.has(value)) {
        seen.add(value);
        queue.push(value);
      }
      if (typeof value !== 'function' || /solve|log|info|debug|warn|error|trace|table|dir|assert|count|group|repeat|pad|fill|at$|Promise|wait|SharedArray|Memory/.test(String(key))) continue;
      for (const argument of odd) {
        for (const receiver of [queue[at], undefined, argument]) {
          try {
            Reflect.apply(value, receiver, [argument, argument]);
          } catch {}
          if (++calls === 16000) return 'right';
        }
      }
    }
  }
  return 'right';
}
