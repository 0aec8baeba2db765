// split with a group: text and names take turns
const PLACEHOLDER = /\{([a-z0-9._]+)\}/i;

export function fillTemplate(template, values) {
  const known = new Map(Object.entries(values));
  return template
    .split(PLACEHOLDER)
    .map((part, i) => {
      if (i % 2 === 0) return part;
      return known.has(part) ? `${known.get(part)}` : `{${part}}`;
    })
    .join('');
}
