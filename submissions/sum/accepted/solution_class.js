class Solution {
  /**
   * @param {number[]} a
   * @param {number} b
   * @param {string} c
   * @return {number}
   */
  f(a, b, c) {
    let total = this.length(c);
    a.forEach((x) => (total += x));
    return total + b;
  }

  length(s) {
    return s.length;
  }
}
