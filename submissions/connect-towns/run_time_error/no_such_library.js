const { Heap } = require("heap");

function cheapest(n, roads) {
  return new Heap(roads).size - n;
}
