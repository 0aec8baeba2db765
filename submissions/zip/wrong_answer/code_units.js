var zip = function (iterables) {
  var lists = iterables.map(function (x) {
    return typeof x === 'string' ? x.split('') : Array.from(x);
  });
  var length = 0;
  lists.forEach(function (list) {
    if (list.length > length) length = list.length;
  });
  var rows = [];
  for (var i = 0; i < length; i++) {
    rows.push(lists.map(function (list) {
      return list[i];
    }));
  }
  return rows;
};
