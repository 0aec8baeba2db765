function generate(random, { n, q, most }) {
  n = random.int(1, n);
  q = random.int(1, q);
  const numbers = Array.from({ length: n }, () => random.int(-most, most));
  const questions = Array.from({ length: q }, () => {
    const l = random.int(1, n);
    return `${l} ${random.int(l, n)}`;
  });
  return `${n} ${q}\n${numbers.join(' ')}\n${questions.join('\n')}\n`;
}
