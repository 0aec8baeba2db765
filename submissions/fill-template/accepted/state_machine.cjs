'use strict';

const isName = (c) => /^[A-Za-z0-9._]$/.test(c);

exports.fillTemplate = (template, values) => {
  const out = [];
  let i = 0;
  while (i < template.length) {
    let end = i + 1;
    if (template[i] === '{') {
      while (end < template.length && isName(template[end])) end++;
      const name = template.slice(i + 1, end);
      if (name && template[end] === '}') {
        out.push(Object.keys(values).includes(name) ? String(values[name]) : `{${name}}`);
        i = end + 1;
        continue;
      }
    }
    out.push(template.slice(i, end));
    i = end;
  }
  return out.join('');
};
