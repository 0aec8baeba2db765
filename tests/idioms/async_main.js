const sleep = (ms) => new Promise((r) => setTimeout(r, ms));
async function main() {
  for (let i = 0; i < 3; i++) {
    await sleep(10);
    console.log(i);
  }
  const all = await Promise.allSettled([sleep(5), Promise.reject(new Error('x')), 3]);
  console.log(all.map((r) => r.status));
}
main().then(() => console.log('ok'));
