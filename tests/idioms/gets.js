// DMOJ.
let line;
while ((line = gets()) !== null) print(line.length);
