function fillTemplate(template, values) {
  return template.replace(/{([\w.]+)}/g, (all, name) =>
    Object.prototype.hasOwnProperty.call(values, name) ? values[name] : all,
  );
}
