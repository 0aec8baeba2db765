// Linked lists and trees, as people print them to look for a mistake.
class ListNode { constructor(val, next) { this.val = val; this.next = next === undefined ? null : next; } }
class TreeNode { constructor(val, left, right) { this.val = val; this.left = left ?? null; this.right = right ?? null; } }
console.log(new ListNode(1, new ListNode(2, new ListNode(3, new ListNode(4)))));
console.log(new TreeNode(1, new TreeNode(2, new TreeNode(3)), new TreeNode(4, null, new TreeNode(5, new TreeNode(6)))));
console.dir(new ListNode(1, new ListNode(2, new ListNode(3, new ListNode(4)))), { depth: null });
const util = require('util');
console.log(util.inspect(new TreeNode(1, new TreeNode(2, new TreeNode(3, new TreeNode(4)))), false, null, false));
console.log(util.inspect({ a: { b: { c: {} } } }, { compact: false, depth: 5, breakLength: 80 }));
console.log(util.inspect({ a: [1, 2, { b: 3 }], c: new Map([['x', 1]]) }, { colors: true }));
console.log(util.inspect('str'), util.inspect([1, 'a', null]), util.inspect(new Map([[{ a: 1 }, 'b']]), { showHidden: true }));
console.log(util.inspect({ b: 1, a: 2 }, { sorted: true }), util.inspect(Array(200).fill(0), { maxArrayLength: 3 }));
console.log(util.inspect({ get x() { return 7; } }, { getters: true }), util.inspect(12345678.9, { numericSeparator: true }));
class Money { constructor(n) { this.n = n; } [util.inspect.custom](depth, options) { return `Money<${options.stylize(this.n, 'number')}>`; } }
console.log(new Money(5), [new Money(6)], { m: new Money(7) }, `${util.inspect(new Money(8))}`);
