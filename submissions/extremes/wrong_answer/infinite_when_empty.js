const extremes = (values) => {
  const numbers = [...values].filter((x) => x === x && x !== undefined);
  return {
    min: numbers.reduce((a, b) => Math.min(a, b), Infinity),
    max: numbers.reduce((a, b) => Math.max(a, b), -Infinity),
  };
};
