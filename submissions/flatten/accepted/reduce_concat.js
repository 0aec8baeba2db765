const flatten = (list, depth) =>
  list.reduce(
    (flat, item) => flat.concat(depth > 0 && Array.isArray(item) ? flatten(item, depth - 1) : [item]),
    [],
  );
