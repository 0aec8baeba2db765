'use strict';

const DAY = 24 * 60 * 60 * 1000;
const leap = (y) => new Date(Date.UTC(y, 1, 29)).getUTCMonth() === 1;
const daysIn = (y, m) => [31, leap(y) ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31][m];

module.exports = {
  addMonths(date, months) {
    const time = date.valueOf();
    if (Number.isNaN(time)) return new Date(NaN);
    const timeOfDay = ((time % DAY) + DAY) % DAY;
    const total = date.getUTCFullYear() * 12 + date.getUTCMonth() + months;
    const [year, month] = [Math.floor(total / 12), total % 12];
    const day = Math.min(date.getUTCDate(), daysIn(year, month));
    return new Date(Date.UTC(year, month, day) + timeOfDay);
  },
};
