const survivor = (n, k) => (n === 1 ? 1 : ((survivor(n - 1, k) + k - 1) % n) + 1);
