export function compress(bytes) {
  const buffer = new ArrayBuffer(bytes.length * 2);
  const view = new DataView(buffer);
  let length = 0;
  while (bytes.length > 0) {
    const run = bytes.subarray(0, 255).findIndex((byte) => byte !== bytes[0]);
    const count = run < 0 ? Math.min(bytes.length, 255) : run;
    view.setUint16(length, (count << 8) | bytes[0]);
    length += 2;
    bytes = bytes.subarray(count);
  }
  return new Uint8Array(buffer.slice(0, length));
}
