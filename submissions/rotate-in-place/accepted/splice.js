/**
 * @return {void} Do not return anything, modify items in-place instead.
 */
var rotate = function (items, steps) {
  const count = steps % items.length;
  items.unshift(...items.splice(items.length - count, count));
};
