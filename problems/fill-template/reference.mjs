export function reference(template, values) {
  return template.replace(/\{([A-Za-z0-9._]+)\}/g, (placeholder, name) =>
    Object.hasOwn(values, name) ? String(values[name]) : placeholder,
  );
}

const NAME = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789._";

/** Character by character. A name that turns out not to be one is kept as text. */
export function independent(template, values) {
  const own = new Map(Object.entries(values));
  let result = "";
  let name = null;
  for (const character of template) {
    if (name !== null && NAME.includes(character)) {
      name += character;
    } else if (name && character === "}") {
      result += own.has(name) ? own.get(name) : `{${name}}`;
      name = null;
    } else {
      if (name !== null) result += `{${name}`;
      name = character === "{" ? "" : null;
      if (name === null) result += character;
    }
  }
  return name === null ? result : `${result}{${name}`;
}
