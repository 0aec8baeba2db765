// The same in `module.exports`.
module.exports = { get solve() { for (;;); } };
