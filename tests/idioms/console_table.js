// Which columns there are, and in which order, when rows differ or columns are named.
console.table([1, 2, 3], ['a']);
console.table([{ a: 1 }, 5, { b: 2 }], ['a', 'b']);
console.table([{ b: 1, 2: 'x' }, { 1: 'y', a: 2 }]);
console.table([{ a: 1 }, 5]);
console.table([['a', 'b'], ['c']], ['1']);
