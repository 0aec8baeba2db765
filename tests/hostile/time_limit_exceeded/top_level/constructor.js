// A class `Solution` whose constructor never returns.
class Solution {
  constructor() {
    for (;;);
  }
  solve() {
    return 'ok';
  }
}
