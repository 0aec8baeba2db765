/** Puts each element where it belongs. */
export function reference(items, steps) {
  const rotated = [];
  items.forEach((item, i) => (rotated[(i + steps) % items.length] = item));
  return rotated;
}

/** Turns around the whole, then both parts. */
export function independent(items, steps) {
  const first = steps % items.length;
  const turned = items.toReversed();
  return [...turned.slice(0, first).toReversed(), ...turned.slice(first).toReversed()];
}
