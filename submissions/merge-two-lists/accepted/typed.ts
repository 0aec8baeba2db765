class Solution {
  mergeTwoLists(a: ListNode | null, b: ListNode | null): ListNode | null {
    if (!a || !b) return a ?? b;
    const head: ListNode = new ListNode(-1);
    let last = head;
    for (; a && b; last = last.next!) {
      const smaller: ListNode = a.val <= b.val ? a : b;
      if (smaller === a) a = a.next;
      else b = b!.next;
      last.next = smaller;
    }
    last.next = a ?? b;
    return head.next;
  }
}
