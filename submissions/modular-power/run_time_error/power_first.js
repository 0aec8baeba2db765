const powerMod = (base, exponent, modulus) =>
  ((base ** exponent % modulus) + modulus) % modulus;
