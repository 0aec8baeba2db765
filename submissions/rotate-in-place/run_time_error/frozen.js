function rotate(items, steps) {
  'use strict';
  Object.freeze(items);
  items.unshift(...items.splice(items.length - (steps % items.length)));
}
