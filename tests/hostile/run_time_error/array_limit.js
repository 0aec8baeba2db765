// An array longer than arrays may be.
function solve(x) {
  if (x === 0) return 'ok';
  return new Array(-1);
}
