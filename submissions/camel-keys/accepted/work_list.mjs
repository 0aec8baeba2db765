const pattern = /([A-Za-z0-9])_(?=[a-z])/g;

const rename = (key) => {
  const parts = key.replace(pattern, '$1\n').split('\n');
  return parts.map((part, i) => (i ? part[0].toUpperCase() + part.slice(1) : part)).join('');
};

const isPlain = (x) => Object.prototype.toString.call(x) === '[object Object]';

export function camelKeys(top) {
  const copies = new Map();
  const todo = [];

  const copyOf = (x) => {
    if (!Array.isArray(x) && !isPlain(x)) return x;
    if (!copies.has(x)) {
      copies.set(x, Array.isArray(x) ? [] : {});
      todo.push(x);
    }
    return copies.get(x);
  };

  const result = copyOf(top);
  for (const x of todo) {
    const copy = copies.get(x);
    if (Array.isArray(x)) copy.push(...x.map(copyOf));
    else for (const key in x) copy[rename(key)] = copyOf(x[key]);
  }
  return result;
}
