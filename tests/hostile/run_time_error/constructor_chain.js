// A class that constructs itself.
function solve(x) {
  if (x === 0) return 'ok';
  class Endless {
    constructor() {
      this.next = new Endless();
    }
  }
  return new Endless();
}
