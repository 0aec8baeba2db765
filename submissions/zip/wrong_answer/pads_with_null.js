const zip = (iterables) => {
  const lists = iterables.map((x) => Array.from(x));
  const rows = [];
  for (let i = 0; lists.some((list) => i < list.length); i++) {
    rows.push(lists.map((list) => (i < list.length ? list[i] : null)));
  }
  return rows;
};
