module.exports = function flatten(list, depth) {
  let flat = [];
  list.forEach((item) => {
    flat = flat.concat(depth > 1 && Array.isArray(item) ? flatten(item, depth - 1) : item);
  });
  return flat;
};
