var MinStack = function () {
  this.items = [];
  this.minima = [];
};

/**
 * @param {number} x
 * @return {void}
 */
MinStack.prototype.push = function (x) {
  this.items.push(x);
  if (this.minima.length === 0 || x <= this.minima[this.minima.length - 1]) this.minima.push(x);
};

MinStack.prototype.pop = function () {
  if (this.items.pop() === this.minima[this.minima.length - 1]) this.minima.pop();
};

MinStack.prototype.top = function () {
  return this.items[this.items.length - 1];
};

MinStack.prototype.getMin = function () {
  return this.minima[this.minima.length - 1];
};

/**
 * Your MinStack object will be instantiated and called as such:
 * var obj = new MinStack()
 * obj.push(x)
 */
