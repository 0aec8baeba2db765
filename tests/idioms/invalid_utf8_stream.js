process.stdin.setEncoding('utf8').on('data', (c) => console.log([...c].map((x) => x.codePointAt(0).toString(16)).join(' ')));
