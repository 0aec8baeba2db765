const addMonths = (date, months) => new Date(date.getTime() + months * 30 * 86400000);
