// Names declared twice.
let solve = 1;
function solve() {}
