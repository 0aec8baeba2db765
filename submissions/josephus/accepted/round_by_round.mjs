// place of the survivor, from 0; every full round removes a k-th of the circle
const place = (n, k) => {
  if (k === 1) return n - 1;
  if (n < 1000 * k) {
    let at = 0;
    for (let size = 2; size <= n; size++) at = (at + k) % size;
    return at;
  }
  const at = place(n - Math.floor(n / k), k) - (n % k);
  return at < 0 ? at + n : at + Math.floor(at / (k - 1));
};

export default (n, k) => place(n, k) + 1;
