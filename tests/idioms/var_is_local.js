var x = 1;
function y() { return this === undefined || this === globalThis; }
console.log(globalThis.x, y(), typeof globalThis.y);
undeclared = 5;
console.log(globalThis.undeclared);
