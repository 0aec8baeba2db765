const sum = (...numbers) => numbers.reduce((x, y) => x + y, 0);

const f = (a, b, { length }) => sum(...a, b, length);
