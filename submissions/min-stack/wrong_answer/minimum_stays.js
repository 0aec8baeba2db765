class MinStack {
  items = [];
  least = Infinity;
  push(x) {
    this.items.push(x);
    this.least = Math.min(this.least, x);
  }
  pop() {
    this.items.pop();
  }
  top() {
    return this.items.at(-1);
  }
  getMin() {
    return this.least;
  }
}
