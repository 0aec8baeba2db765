function flatten(list, depth) {
  const result = [];
  list.forEach((item) => {
    if (Array.isArray(item) && depth > 0) result.push(...flatten(item, depth - 1));
    else result.push(item);
  });
  return result;
}
