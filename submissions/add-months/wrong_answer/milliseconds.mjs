export default function addMonths(date, months) {
  const result = new Date(date);
  result.setUTCMonth(date.getUTCMonth() + months);
  if (result.getUTCDate() < date.getUTCDate()) result.setUTCDate(0);
  return result.getTime();
}
