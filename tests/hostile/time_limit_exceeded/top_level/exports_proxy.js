// Exports that are a Proxy that never answers.
module.exports = new Proxy({}, { get() { for (;;); } });
