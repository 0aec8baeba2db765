// Small arrays, of which some have no positive number.
function generate(random, { n, most }) {
  const length = random.int(0, n);
  const [low, high] = random.pick([[-most, most], [-most, -1], [1, most]]);
  return [random.array(length, () => random.int(low, high))];
}
