const fillTemplate = (template, values) =>
  template.replace(/\{([A-Za-z0-9._]+)\}/g, (all, name) => (name in values ? String(values[name]) : all));
