class Modular {
  constructor(modulus) {
    this.modulus = modulus;
  }

  normalize(value) {
    const rest = value % this.modulus;
    return rest < 0n ? rest + this.modulus : rest;
  }

  multiply(a, b) {
    return this.normalize(a * b);
  }
}

let powerMod = (base, exponent, modulus) => {
  const ring = new Modular(modulus);
  const factor = ring.normalize(base);
  return [...exponent.toString(2)].reduce((power, bit) => {
    const square = ring.multiply(power, power);
    return bit === '1' ? ring.multiply(square, factor) : square;
  }, ring.normalize(1n));
};
