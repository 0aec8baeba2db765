// Properties added in an order that no shape is made for.
function solve(x) {
  if (x === 0) return 'ok';
  const all = [];
  for (let i = 0; ; i++) {
    const object = {};
    for (let j = 0; j < 50; j++) object[`k${(i * 7919 + j * 104729) % 1000003}`] = j;
    all.push(object);
  }
}
