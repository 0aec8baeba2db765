var flatten = function (list) {
  return list.reduce(function (flat, item) {
    return flat.concat(Array.isArray(item) ? flatten(item) : item);
  }, []);
};
