var f = function (a, b, c) {
  var sum = b;
  for (var i = 0; i < a.length; i++) {
    sum += a[i];
  }
  return sum + c.length;
};
