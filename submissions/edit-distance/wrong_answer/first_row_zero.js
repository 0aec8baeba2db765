var editDistance = function (a, b) {
  var prev = [];
  for (var j = 0; j <= b.length; j++) prev.push(0);
  for (var i = 1; i <= a.length; i++) {
    var row = [i];
    for (j = 1; j <= b.length; j++) {
      var same = a.charAt(i - 1) === b.charAt(j - 1);
      row[j] = same ? prev[j - 1] : 1 + Math.min(prev[j], row[j - 1], prev[j - 1]);
    }
    prev = row;
  }
  return prev[b.length];
};
