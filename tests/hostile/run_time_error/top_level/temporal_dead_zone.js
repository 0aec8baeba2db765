// The function exists only after its own use.
solve();
const solve = () => 'ok';
