/** A stack of pairs of element and minimum. */
export function reference(_, calls) {
  const stack = [];
  return calls.map(([method, x]) => {
    if (method === "push") stack.push([x, Math.min(x, stack.at(-1)?.[1] ?? Infinity)]);
    else if (method === "pop") stack.pop();
    else return stack.at(-1)[method === "top" ? 0 : 1];
    return null;
  });
}

/** What is on the stack at any time, found from the calls alone. */
export function independent(_, calls) {
  return calls.map(([method], now) => {
    if (method === "push" || method === "pop") return null;
    let pops = 0;
    const present = [];
    for (let i = now - 1; i >= 0; i--) {
      const [before, x] = calls[i];
      if (before === "pop") pops++;
      else if (before === "push" && pops > 0) pops--;
      else if (before === "push") present.push(x);
    }
    return method === "top" ? present[0] : present.reduce((least, x) => Math.min(least, x));
  });
}
