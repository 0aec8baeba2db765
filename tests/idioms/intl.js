console.log([10, 9, 1, 100].sort(), ['é', 'z', 'a'].sort((a, b) => a.localeCompare(b)), (1234567.891).toLocaleString(), new Date(0).toISOString());
console.log((12.345).toFixed(2), (1e21).toString(), (255).toString(16), parseInt('12abc'), Number(''), '%', encodeURIComponent('é '));
console.log(new Intl.NumberFormat('en-US').format(1e9), 'ß'.toUpperCase(), 'İ'.toLowerCase().length, 'a\u0301'.normalize('NFC').length);
