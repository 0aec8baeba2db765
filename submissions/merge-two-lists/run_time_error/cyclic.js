// The last node leads back to the first: whoever follows this list never comes to its end.
function mergeTwoLists(a, b) {
  const head = a || b;
  if (!head) return head;
  let last = head;
  while (last.next) last = last.next;
  last.next = head;
  return head;
}
