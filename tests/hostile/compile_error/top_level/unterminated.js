// Text that never ends.
function solve() { return `ok
