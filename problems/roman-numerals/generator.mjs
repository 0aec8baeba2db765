const ONES = ["", "I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX"];
const shift = (letters) => ONES.map((digit) => digit.replace(/[IVX]/g, (c) => letters["IVX".indexOf(c)]));
const TENS = shift("XLC");
const HUNDREDS = shift("CDM");

function toRoman(number) {
  const digit = (unit) => Math.floor(number / unit) % 10;
  return "M".repeat(digit(1000)) + HUNDREDS[digit(100)] + TENS[digit(10)] + ONES[digit(1)];
}

export default function* generate(random) {
  const valid = (name, number) => ({ file: "valid", name, args: [toRoman(number)] });
  for (let number = 1; number <= 50; number++) yield valid(`number ${number}`, number);
  for (const number of [90, 99, 100, 400, 444, 500, 888, 900, 999, 1000, 1999, 2421, 3888, 3999]) {
    yield valid(`number ${number}`, number);
  }
  for (let i = 1; i <= 100; i++) yield valid(`random ${i}`, random.int(51, 3998));

  const invalid = (name, text) => ({ file: "invalid", name, args: [text] });
  yield invalid("empty", "");
  yield invalid("blank", " ");
  yield invalid("lower case", "xiv");
  yield invalid("mixed case", "XiV");
  yield invalid("blank behind", "X ");
  yield invalid("blank before", " X");
  yield invalid("line break behind", "XIV\n");
  yield invalid("second line", "XIV\nXV");
  yield invalid("digits", "14");
  yield invalid("unknown letter", "XAV");
  yield invalid("look-alike letter", "Ⅻ");
  yield invalid("minus", "-X");
  yield invalid("names of object members", "constructor");
  for (const text of ["IIIIII", "VV", "LL", "DD", "XXXX", "CCCC", "MMMM", "XXXXX"]) {
    yield invalid(`repeated too often, ${text}`, text);
  }
  for (const text of ["IL", "IC", "ID", "IM", "XD", "XM", "VX", "VL", "LC", "DM", "LD", "VM"]) {
    yield invalid(`no such pair, ${text}`, text);
  }
  for (const text of ["IIV", "IIX", "IXI", "IVI", "IXX", "XCX", "XLX", "CMC", "CDC", "CMD", "VIV"]) {
    yield invalid(`no such digit, ${text}`, text);
  }
  for (const text of ["IVX", "XVX", "IIIX", "XIC", "VIX", "LXL", "CCM", "CCCD", "IXC", "DCM"]) {
    yield invalid(`wrong order, ${text}`, text);
  }
  // One wrong letter behind many right ones.
  yield invalid("long and wrong at the end", `${"M".repeat(60)}?`);

  let count = 0;
  while (count < 30) {
    const text = random.string(random.int(3, 9), "IVXLCDM");
    if (isRoman(text)) continue;
    count += 1;
    yield invalid(`random letters ${count}`, text);
  }
}

const ALL = new Set(Array.from({ length: 3999 }, (_, i) => toRoman(i + 1)));
const isRoman = (text) => ALL.has(text);
