const groupLines = (pairs) =>
  pairs.reduce((map, [word, line]) => map.set(word, new Set([...(map.get(word) || []), line])), new Map());

var wordIndex = function (text) {
  var pairs = [];
  var lines = text.split('\n');
  for (var i = 0; i < lines.length; i++) {
    var words = lines[i].split(/[^a-zA-Z]+/).filter(Boolean);
    for (var word of words) pairs.push([word.toLowerCase(), i + 1]);
  }
  return groupLines(pairs);
};
