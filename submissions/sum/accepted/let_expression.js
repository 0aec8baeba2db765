'use strict';

let f = function addUp(list, base, text) {
  if (list.length === 0) return base + text.length;
  const [first, ...rest] = list;
  return first + addUp(rest, base, text);
};
