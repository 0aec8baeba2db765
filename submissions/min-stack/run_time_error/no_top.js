class MinStack {
  items = [];
  push(x) {
    this.items.push(x);
  }
  pop() {
    this.items.pop();
  }
  getMin() {
    return Math.min(...this.items);
  }
}
