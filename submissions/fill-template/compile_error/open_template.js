const fillTemplate = (template, values) =>
  template.replace(/\{([\w.]+)\}/g, (all, name) => (Object.hasOwn(values, name) ? values[name] : `{${name}}));
