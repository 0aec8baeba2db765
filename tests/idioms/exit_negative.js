process.on('exit', (code) => console.log(code));
try { process.exitCode = 1.5; } catch (error) { console.log(error.message); }
try { process.exit('three'); } catch (error) { console.log(error.message); }
process.exitCode = -1;
