// Line by line, with one blank between numbers and an end after each line.
function validate(input) {
  const lines = input.split('\n');
  if (lines.pop() !== '') throw new Error('the last line does not end');
  const rows = lines.map((line, index) => {
    if (!/^-?\d+( -?\d+)*$/.test(line)) throw new Error(`line ${index + 1} is no list of integers`);
    return line.split(' ').map(Number);
  });
  const within = (number, least, most) => {
    if (number < least || number > most) throw new Error(`${number} is not between ${least} and ${most}`);
  };
  const [[n, q, ...more], numbers, ...questions] = rows;
  within(n, 1, 100000);
  within(q, 1, 100000);
  if (more.length > 0 || numbers.length !== n || questions.length !== q) throw new Error('there are too many or too few');
  for (const number of numbers) within(number, -1e9, 1e9);
  for (const [l, r, ...rest] of questions) {
    within(l, 1, r);
    within(r, l, n);
    if (rest.length > 0) throw new Error('a question has two numbers');
  }
}
