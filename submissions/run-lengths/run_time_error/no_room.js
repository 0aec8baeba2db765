function compress(bytes) {
  const out = new Uint8Array(bytes.length);
  let size = 0;
  for (let i = 0; i < bytes.length; ) {
    let n = 1;
    while (n < 255 && bytes[i + n] === bytes[i]) n++;
    out.set([n, bytes[i]], size);
    size += 2;
    i += n;
  }
  return out.slice(0, size);
}
