// A function that is none.
var solve = { call: () => 'ok', apply: () => 'ok', __proto__: Function.prototype };
