class DisjointSets {
  constructor(size) {
    this.parent = Int32Array.from({ length: size }, (_, i) => i);
  }

  find(i) {
    while (this.parent[i] !== i) i = this.parent[i] = this.parent[this.parent[i]];
    return i;
  }

  /** true if they were apart */
  join(a, b) {
    const [x, y] = [this.find(a), this.find(b)];
    this.parent[x] = y;
    return x !== y;
  }
}

const countIslands = (map) => {
  const width = map[0]?.length ?? 0;
  const land = map.join('');
  const sets = new DisjointSets(land.length);
  let islands = 0;
  for (let i = 0; i < land.length; i++) {
    if (land[i] === '.') continue;
    islands++;
    if (land[i - width] === '#' && sets.join(i, i - width)) islands--;
    if (i % width > 0 && land[i - 1] === '#' && sets.join(i, i - 1)) islands--;
  }
  return islands;
};

export { countIslands };
