class MinStack {
  #items = [];

  push(x) {
    const least = this.#items.length > 0 ? Math.min(x, this.getMin()) : x;
    return this.#items.push([x, least]);
  }

  pop() {
    return this.#items.pop();
  }

  top() {
    return this.#items.at(-1)[0];
  }

  getMin() {
    return this.#items.at(-1)[1];
  }
}
