function flatten(list, depth) {
  let result = list.filter(() => true);
  for (const level of new Array(depth).keys()) {
    result = result.reduce((flat, item) => flat.concat(Array.isArray(item) ? item.filter(() => true) : [item]), []);
  }
  return result;
}
