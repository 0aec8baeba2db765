function flatten(list, depth) {
  const result = [];
  for (const item of list) {
    if (Array.isArray(item) && depth > 0) result.push(...flatten(item, depth - 1));
    else result.push(item);
  }
  return result;
}
