async function read() {
  const buffers = [];
  for await (const chunk of process.stdin) buffers.push(chunk);
  return Buffer.concat(buffers).toString('utf8');
}
read().then((text) => {
  const [a, b] = text.trim().split(/\s+/).map(BigInt);
  console.log(String(a * b), a * b);
});
