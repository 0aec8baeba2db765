console.log(1);
if (true) return;
console.log(2);
