const LENGTHS = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];

function addMonths(date, months) {
  const result = new Date(date);
  const month = (((date.getUTCMonth() + months) % 12) + 12) % 12;
  const day = Math.min(date.getUTCDate(), LENGTHS[month]);
  result.setUTCMonth(date.getUTCMonth() + months, day);
  return result;
}
