/** Where the survivor of a circle of `size` stands, counted from 0, follows from one less. */
export function reference(n, k) {
  let place = 0;
  for (let size = 2; size <= n; size++) place = (place + k) % size;
  return place + 1;
}

/** Send the people away, one after the other; a tree of counts finds the k-th who is still there. */
export function independent(n, k) {
  const leaves = 2 ** Math.ceil(Math.log2(n));
  const count = new Uint32Array(2 * leaves).fill(1, leaves, leaves + n);
  for (let node = leaves - 1; node > 0; node--) count[node] = count[2 * node] + count[2 * node + 1];

  let rank = 0;
  for (let left = n; left > 1; left--) {
    rank = (rank + k - 1) % left;
    remove(count, leaves, rank);
  }
  return count.indexOf(1, leaves) - leaves + 1;
}

function remove(count, leaves, rank) {
  let node = 1;
  for (;;) {
    count[node] -= 1;
    if (node >= leaves) return;
    node *= 2;
    if (rank >= count[node]) {
      rank -= count[node];
      node += 1;
    }
  }
}
