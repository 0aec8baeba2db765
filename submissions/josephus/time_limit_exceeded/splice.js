function survivor(n, k) {
  const people = [];
  for (let i = 1; i <= n; i++) people.push(i);
  let at = 0;
  while (people.length > 1) {
    at = (at + k - 1) % people.length;
    people.splice(at, 1);
  }
  return people[0];
}
