const f = (a, b, c) => (b === 0 ? a.reduce((x, y) => x + y) + c.length : 1 + f(a, b - 1, c));
