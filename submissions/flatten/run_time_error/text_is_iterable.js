const isIterable = (x) => x != null && typeof x[Symbol.iterator] === 'function';

function flatten(list, depth) {
  const result = [];
  for (const item of list) {
    if (depth > 0 && isIterable(item)) result.push(...flatten(item, depth - 1));
    else result.push(item);
  }
  return result;
}
