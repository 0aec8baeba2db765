function* items(list, depth) {
  for (const key in list) {
    const item = list[key];
    if (depth > 0 && Array.isArray(item)) yield* items(item, depth - 1);
    else yield item;
  }
}

const flatten = (list, depth) => [...items(list, depth)];

export default flatten;
