const extremes = (values) => ({
  min: values.length ? Math.min(...values) : undefined,
  max: values.length ? Math.max(...values) : undefined,
});
