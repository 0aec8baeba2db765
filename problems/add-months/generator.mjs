export default function* generate(random) {
  const edge = (name, text, months) => ({ file: "edge", name, args: [new Date(text), months] });
  yield edge("nothing added", "2021-05-05T05:05:05.005Z", 0);
  yield edge("one month", "2021-05-05T05:05:05.005Z", 1);
  yield edge("one year", "2021-05-05T05:05:05.005Z", 12);
  yield edge("over the end of the year", "2021-12-10T00:00:00Z", 1);
  yield edge("back over the start of the year", "2021-01-10T00:00:00Z", -1);
  yield edge("back a year exactly", "2021-01-10T00:00:00Z", -12);
  yield edge("back from December to December", "2021-12-10T00:00:00Z", -12);
  yield edge("end of February", "2023-01-31T00:00:00Z", 1);
  yield edge("end of February, leap year", "2024-01-31T00:00:00Z", 1);
  yield edge("end of February, 1900", "1900-01-31T00:00:00Z", 1);
  yield edge("end of February, 2000", "2000-01-31T00:00:00Z", 1);
  yield edge("end of February, 2100", "2099-12-31T00:00:00Z", 2);
  yield edge("leap day, one year on", "2024-02-29T00:00:00Z", 12);
  yield edge("leap day, four years on", "2024-02-29T00:00:00Z", 48);
  yield edge("leap day, one year back", "2024-02-29T00:00:00Z", -12);
  yield edge("31st to a month of 30", "2021-08-31T00:00:00Z", 1);
  yield edge("31st back to a month of 30", "2021-07-31T00:00:00Z", -1);
  yield edge("30th stays in a month of 31", "2021-06-30T00:00:00Z", 1);
  yield edge("last moment of a month", "2021-03-31T23:59:59.999Z", 1);
  yield edge("before 1970", "1969-12-31T23:59:59.999Z", 2);
  yield edge("across 1970", "1969-11-30T00:00:00.001Z", 3);
  yield edge("a century on", "1950-10-31T10:00:00Z", 1200);
  yield edge("a century back", "2150-10-31T10:00:00Z", -1200);
  yield edge("invalid", NaN, 3);
  yield edge("invalid, nothing added", NaN, 0);

  for (let day = 27; day <= 31; day++) {
    for (const months of [-2, -1, 1, 2, 3]) {
      yield edge(`January ${day}, ${months} months`, Date.UTC(2022 + (day % 4), 0, day, 8, 30), months);
    }
  }
  const first = Date.UTC(2000, 0, 1);
  const last = Date.UTC(2099, 11, 31);
  for (let i = 1; i <= 150; i++) {
    const time = random.int(first, last);
    const months = random.int(-1, 1) * random.int(0, random.pick([3, 30, 300, 1200]));
    yield { file: "random", name: `random ${i}`, args: [new Date(time), months + 0] };
  }
}
