// Characters of four bytes across the pieces of a stream.
let text = '';
process.stdin.setEncoding('utf8');
process.stdin.on('data', (c) => { text += c; });
process.stdin.on('end', () => {
  console.log(text.length, text.isWellFormed(), new Set(text).size, Buffer.byteLength(text));
  let h = 0;
  for (let i = 0; i < text.length; i++) h = (h * 31 + text.charCodeAt(i)) | 0;
  console.log(h);
});
