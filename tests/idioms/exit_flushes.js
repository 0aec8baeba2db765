console.log('x'.repeat(10000));
process.stdout.write('y'.repeat(10000));
process.exit(0);
