function deep(n) {
  try {
    if (n === 0) {
      console.log('before');
      process.exit(0);
    }
    deep(n - 1);
  } finally {
    console.log('never');
  }
}
try {
  [1, 2].map(() => deep(10));
} catch {
  console.log('never');
}
console.log('never');
