function compress(bytes) {
  const out = [];
  let i = 0;
  while (i < bytes.length) {
    let j = i;
    while (j < bytes.length && bytes[j] === bytes[i] && j - i < 255) j++;
    out.push(j - i, bytes[i]);
    i = j;
  }
  return new Uint8Array(out);
}
