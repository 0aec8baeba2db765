const add = (x, y) => x + y;

export default (a, b, c) => [...a, b, c.length].reduce(add);
