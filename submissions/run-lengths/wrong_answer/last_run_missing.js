const compress = (bytes) => {
  const out = [];
  let count = 1;
  for (let i = 1; i < bytes.length; i++) {
    if (bytes[i] === bytes[i - 1] && count < 255) {
      count++;
    } else {
      out.push(count, bytes[i - 1]);
      count = 1;
    }
  }
  return new Uint8Array(out);
};
