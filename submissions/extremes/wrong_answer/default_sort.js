var extremes = function (values) {
  var sorted = Array.from(values)
    .filter(function (x) {
      return x !== undefined && !isNaN(x);
    })
    .sort();
  return { min: sorted[0], max: sorted[sorted.length - 1] };
};
