// a = 2, b = 3, c = 5, ... : equal products have equal factors
const primes = [];
for (let n = 2n; primes.length < 26; n++) {
  if (primes.every((p) => n % p !== 0n)) primes.push(n);
}

const groupAnagrams = function (words) {
  const byProduct = words.reduce((map, word) => {
    let product = 1n;
    for (const letter of word) product *= primes[letter.codePointAt(0) - 97];
    return map.set(product, [...(map.get(product) ?? []), word]);
  }, new Map());
  return [...byProduct.values()];
};
