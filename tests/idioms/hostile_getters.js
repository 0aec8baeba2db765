const lying = { get [Symbol.toStringTag]() { throw new Error('tag'); } };
try {
  console.log(lying);
} catch (e) {
  console.log(e.message);
}
console.log({ get a() { for (;;); } });
const revoked = Proxy.revocable({}, {});
revoked.revoke();
console.log(revoked.proxy);
console.log(new Proxy({}, { get() { throw new Error('no'); }, ownKeys() { throw new Error('no'); } }));
