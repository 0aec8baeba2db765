const fillTemplate = (template, values) =>
  template.replace(/\{([\w.]+)\}/g, (_, name) => values[name].toString());
