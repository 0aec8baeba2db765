// When V8 collects depends on what earlier cases have left in the heap; a program must not see it.
async function solve(x) {
  const refs = [];
  for (let i = 0; i < 200; i++) refs.push(new WeakRef({ i }));
  for (let i = 0; i < 40; i++) {
    await new Promise((done) => setTimeout(done, 1));
    new Array(2e5).fill(i);
  }
  if (refs.some((ref, i) => ref.deref()?.i !== i)) return 'something was collected';
  return x === 0 ? 'ok' : 'right';
}
