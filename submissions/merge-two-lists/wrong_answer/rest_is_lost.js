function mergeTwoLists(a, b) {
  const head = new ListNode();
  let last = head;
  while (a && b) {
    const smaller = a.val <= b.val ? a : b;
    if (smaller === a) a = a.next;
    else b = b.next;
    last.next = smaller;
    last = smaller;
  }
  last.next = null;
  return head.next;
}
