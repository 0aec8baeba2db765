// Brings the class along, as people do who have tried it at home.
class ListNode {
  constructor(val = 0, next = null) {
    this.val = val;
    this.next = next;
  }
}

function mergeTwoLists(a, b) {
  const values = [];
  for (const list of [a, b]) for (let node = list; node; node = node.next) values.push(node.val);
  values.sort((x, y) => x - y);
  return values.reduceRight((next, val) => new ListNode(val, next), null);
}
