/** Choose each different number once as the first, then order the rest. */
export function reference(items) {
  if (items.length === 0) return [[]];
  const orders = [];
  for (const first of new Set(items)) {
    const rest = [...items];
    rest.splice(rest.indexOf(first), 1);
    for (const order of reference(rest)) orders.push([first, ...order]);
  }
  return orders;
}

/** From the ascending order on, the next larger one until there is none. */
export function independent(items) {
  const order = items.sort((x, y) => x - y);
  const orders = [];
  for (;;) {
    orders.push([...order]);
    let i = order.length - 2;
    while (i >= 0 && order[i] >= order[i + 1]) i--;
    if (i < 0) return orders;
    let j = order.length - 1;
    while (order[j] <= order[i]) j--;
    [order[i], order[j]] = [order[j], order[i]];
    order.push(...order.splice(i + 1).reverse());
  }
}
