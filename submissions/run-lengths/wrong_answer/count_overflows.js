function compress(bytes) {
  const out = [];
  for (let i = 0; i < bytes.length; ) {
    let count = 0;
    const value = bytes[i];
    while (i < bytes.length && bytes[i] === value) {
      count++;
      i++;
    }
    out.push(count, value);
  }
  return Uint8Array.from(out);
}
