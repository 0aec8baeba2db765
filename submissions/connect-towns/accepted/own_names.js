// What the library defines is its own: a submission may have names like these.
class DisjointSets {
  constructor(n) {
    this.group = Array.from({ length: n }, (_, town) => town);
  }
  join(a, b) {
    const [from, to] = [this.group[a], this.group[b]];
    if (from === to) return false;
    this.group = this.group.map((group) => (group === from ? to : group));
    return true;
  }
}

class Solution {
  cheapest(n, roads) {
    const towns = new DisjointSets(n);
    const joined = roads.toSorted((one, other) => one[2] - other[2]).filter(([a, b]) => towns.join(a, b));
    return joined.length === n - 1 ? joined.reduce((sum, [, , price]) => sum + price, 0) : -1;
  }
}
