class Solution {
  fillTemplate(template, values) {
    let result = template;
    for (const name of Object.keys(values)) {
      result = result.replace('{' + name + '}', () => values[name]);
    }
    return result;
  }
}
