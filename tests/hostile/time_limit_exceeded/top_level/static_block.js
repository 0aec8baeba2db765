// A class whose static block never ends.
class Solution {
  static {
    for (;;);
  }
  solve() {
    return 'ok';
  }
}
