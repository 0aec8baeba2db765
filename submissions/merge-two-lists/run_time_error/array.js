function mergeTwoLists(a, b) {
  const values = [];
  for (const list of [a, b]) for (let node = list; node; node = node.next) values.push(node.val);
  return values.sort((x, y) => x - y);
}
