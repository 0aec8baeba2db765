export function reference(bytes) {
  const pairs = [];
  for (const byte of bytes) {
    const last = pairs.at(-1);
    if (last && last[1] === byte && last[0] < 255) last[0] += 1;
    else pairs.push([1, byte]);
  }
  return Uint8Array.from(pairs.flat());
}

/** By a pattern over the bytes as text. */
export function independent(bytes) {
  const text = Array.from(bytes, (byte) => String.fromCharCode(byte)).join("");
  const runs = text.match(/([^])\1{0,254}/g) ?? [];
  return new Uint8Array(runs.flatMap((run) => [run.length, run.charCodeAt(0)]));
}
