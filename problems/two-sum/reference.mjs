import { AnyOf } from "../lib/any-of.mjs";

/** Every pair that makes the sum. */
export function reference(numbers, sum) {
  const pairs = [];
  for (let i = 0; i < numbers.length; i++) {
    for (let j = 0; j < numbers.length; j++) {
      if (i !== j && numbers[i] + numbers[j] === sum) pairs.push([i, j]);
    }
  }
  return new AnyOf(pairs.length > 0 ? pairs : [null]);
}

/** The same from where each number is. */
export function independent(numbers, sum) {
  const places = new Map();
  numbers.forEach((number, i) => places.set(number, [...(places.get(number) ?? []), i]));
  const pairs = numbers.flatMap((number, i) =>
    (places.get(sum - number) ?? []).filter((j) => j !== i).map((j) => [i, j]),
  );
  return new AnyOf(pairs.length > 0 ? pairs : [null]);
}
