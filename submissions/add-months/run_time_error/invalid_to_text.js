function addMonths(date, months) {
  const [year, month, rest] = date.toISOString().split(/-(\d\d)-/);
  const total = year * 12 + (month - 1) + months;
  const y = Math.floor(total / 12);
  const m = String((total % 12) + 1).padStart(2, '0');
  for (let day = Number(rest.slice(0, 2)); ; day--) {
    const result = new Date(`${y}-${m}-${String(day).padStart(2, '0')}${rest.slice(2)}`);
    if (result.getUTCDate() === day) return result;
  }
}
