/**
 * Definition for singly-linked list.
 * function ListNode(val, next) {
 *     this.val = (val===undefined ? 0 : val)
 *     this.next = (next===undefined ? null : next)
 * }
 */
/**
 * @param {ListNode} a
 * @param {ListNode} b
 * @return {ListNode}
 */
var mergeTwoLists = function (a, b) {
  const head = new ListNode();
  let last = head;
  while (a && b) {
    if (a.val <= b.val) {
      last.next = a;
      a = a.next;
    } else {
      last.next = b;
      b = b.next;
    }
    last = last.next;
  }
  last.next = a || b;
  return head.next;
};
