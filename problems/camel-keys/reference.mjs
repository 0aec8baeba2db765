const camel = (key) => key.replace(/(?<=[A-Za-z0-9])_([a-z])/g, (_, letter) => letter.toUpperCase());

/** Recursion that remembers the copy of each object. */
export function reference(value, copies = new Map()) {
  if (copies.has(value)) return copies.get(value);
  if (Array.isArray(value)) {
    const copy = [];
    copies.set(value, copy);
    for (const item of value) copy.push(reference(item, copies));
    return copy;
  }
  if (value === null || typeof value !== "object" || value instanceof Date) return value;
  const copy = {};
  copies.set(value, copy);
  for (const [key, item] of Object.entries(value)) copy[camel(key)] = reference(item, copies);
  return copy;
}

function camelByHand(key) {
  const isLetter = (c) => (c >= "a" && c <= "z") || (c >= "A" && c <= "Z") || (c >= "0" && c <= "9");
  let result = "";
  for (let i = 0; i < key.length; i++) {
    const dropped = key[i] === "_" && i > 0 && isLetter(key[i - 1]) && key[i + 1] >= "a" && key[i + 1] <= "z";
    result += dropped ? key[++i].toUpperCase() : key[i];
  }
  return result;
}

/** A list of what is still to be renamed, in a clone that keeps the cycles. */
export function independent(value) {
  const top = [structuredClone(value)];
  const seen = new Set();
  const open = [top];
  for (const holder of open) {
    if (seen.has(holder)) continue;
    seen.add(holder);
    for (const key of Object.keys(holder)) {
      const item = holder[key];
      if (!Array.isArray(holder)) {
        delete holder[key];
        holder[camelByHand(key)] = item;
      }
      if (Array.isArray(item) || (item && Object.getPrototypeOf(item) === Object.prototype)) open.push(item);
    }
  }
  return top[0];
}
