function compress(bytes) {
  return [...bytes].reduce((out, byte) => {
    const n = out.length;
    if (n && out[n - 1] === byte && out[n - 2] < 255) out[n - 2]++;
    else out.push(1, byte);
    return out;
  }, []);
}
