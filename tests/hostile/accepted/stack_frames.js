// Looks for functions and receivers of ours in stack frames, and finds none.
function solve(x) {
  if (x === 0) return 'ok';
  const found = [];
  Error.prepareStackTrace = (error, frames) => frames.map((f) => [f.getFunction?.(), f.getThis?.()]);
  const trap = { toString() { found.push(...new Error().stack); return ''; } };
  const spy = new Proxy({}, { getOwnPropertyDescriptor(...args) { found.push(...new Error().stack); return Reflect.getOwnPropertyDescriptor(...args); }, ownKeys() { found.push(...new Error().stack); return []; } });
  console.log('%s', trap, spy);
  setTimeout(() => {}, { valueOf() { found.push(...new Error().stack); return 1; } });
  structuredClone({ get x() { found.push(...new Error().stack); return 1; } });
  const known = [undefined, null, globalThis, solve, trap, trap.toString, spy, console];
  const ours = found.flat().filter((value) => typeof value === 'object' && value !== null && 'enqueueMicrotask' in value);
  return ours.length === 0 && known.length > 0 ? 'right' : 'reached the host';
}
