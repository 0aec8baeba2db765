const fillTemplate = (template, values) =>
  template.replace(/\{([A-Za-z0-9._]+)\}/g, (all, name) => (Object.hasOwn(values, name) && values[name]) || all);
