function* runs(bytes) {
  let [count, last] = [0, -1];
  for (const byte of bytes) {
    if (count && (byte !== last || count === 255)) {
      yield* [count, last];
      count = 0;
    }
    last = byte;
    count++;
  }
  if (count) yield* [count, last];
}

let compress = (bytes) => Uint8Array.from(runs(bytes));
