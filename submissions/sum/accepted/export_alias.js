function total(numbers) {
  return numbers.reduce((sum, n) => sum + n, 0);
}

function solve(a, b, c) {
  return total(a) + b + c.length;
}

export { solve as f };
