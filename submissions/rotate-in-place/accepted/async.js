async function rotate(items, steps) {
  const before = [...items];
  await null;
  before.forEach((item, i) => (items[(i + steps) % before.length] = item));
  return 'whatever';
}
