const TOKEN = /\d+|[-+*/()/g;

function calculate(text) {
  const tokens = text.match(TOKEN);
  return tokens.reduce((sum, token) => sum + Number(token), 0);
}
