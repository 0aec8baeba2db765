export function reference(a, b, c) {
  return a.reduce((total, item) => total + item, b) + c.length;
}

/** Exact integers, and the length counted code point by code point. */
export function independent(a, b, c) {
  let total = BigInt(b);
  for (const item of a) total += BigInt(item);
  for (const character of c) total += character.codePointAt(0) > 0xffff ? 2n : 1n;
  return Number(total);
}
