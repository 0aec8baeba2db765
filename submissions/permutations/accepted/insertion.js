// insert each number into the orders of those before it, but never behind an equal one
exports.permutations = (items) =>
  items.reduce(
    (orders, item) =>
      orders.flatMap((order) => {
        const stop = order.indexOf(item);
        const places = (stop < 0 ? order.length : stop) + 1;
        return Array.from({ length: places }, (_, i) => [...order.slice(0, i), item, ...order.slice(i)]);
      }),
    [[]],
  );
