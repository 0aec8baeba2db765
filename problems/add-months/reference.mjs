export function reference(date, months) {
  const month = date.getUTCMonth() + months;
  const lastDay = new Date(Date.UTC(date.getUTCFullYear(), month + 1, 0)).getUTCDate();
  const result = new Date(date);
  result.setUTCFullYear(date.getUTCFullYear(), month, Math.min(date.getUTCDate(), lastDay));
  return result;
}

const DAYS = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];
const isLeap = (year) => (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0;

/** On the written form of the date, with a calendar of its own. */
export function independent(date, months) {
  if (Number.isNaN(date.getTime())) return new Date(NaN);
  const [, y, m, d, time] = /^(\d+)-(\d+)-(\d+)(T.*)$/.exec(date.toISOString());
  const total = Number(y) * 12 + Number(m) - 1 + months;
  const year = Math.floor(total / 12);
  const month = total - year * 12;
  const lastDay = month === 1 && isLeap(year) ? 29 : DAYS[month];
  const two = (number) => String(number).padStart(2, "0");
  return new Date(`${year}-${two(month + 1)}-${two(Math.min(Number(d), lastDay))}${time}`);
}
