export function reference(list, depth) {
  return list.flat(depth);
}

/** A stack of items that are still to be looked at, each with the depth that is left for it. */
export function independent(list, depth) {
  const result = [];
  const open = [[list, depth + 1]];
  while (open.length > 0) {
    const [item, left] = open.pop();
    if (Array.isArray(item) && left > 0) {
      const keys = Object.keys(item).reverse();
      open.push(...keys.map((key) => [item[key], left - 1]));
    } else {
      result.push(item);
    }
  }
  return result;
}
