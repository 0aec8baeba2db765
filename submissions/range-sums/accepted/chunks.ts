type Question = { l: number; r: number };

let text = '';
process.stdin.setEncoding('utf8');
process.stdin.on('data', (chunk: string) => (text += chunk));
process.stdin.on('end', (): void => {
  const words: number[] = text.split(/\s+/).filter(Boolean).map(Number);
  let at = 0;
  const next = (): number => words[at++]!;
  const n = next(), q = next();
  const prefix: number[] = [0];
  for (let i = 0; i < n; i++) prefix.push(prefix[i]! + next());
  const questions = Array.from({ length: q }, (): Question => ({ l: next(), r: next() }));
  console.log(questions.map(({ l, r }) => prefix[r]! - prefix[l - 1]!).join('\n'));
});
