function fillTemplate(template, values) {
  let result = template;
  Object.keys(values).forEach((name) => {
    result = result.replace(new RegExp('{' + name + '}', 'g'), values[name]);
  });
  return result;
}
