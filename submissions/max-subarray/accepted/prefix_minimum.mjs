export default function maxSubarray(numbers) {
  let [sum, lowest, best] = [0, 0, -Infinity];
  for (const n of numbers) {
    sum += n;
    if (sum - lowest > best) best = sum - lowest;
    if (sum < lowest) lowest = sum;
  }
  return best === -Infinity ? 0 : best;
}
