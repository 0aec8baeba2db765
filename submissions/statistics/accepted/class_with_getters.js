class Sample {
  constructor(numbers) {
    this.numbers = numbers.slice().sort((a, b) => b - a);
  }

  get size() {
    return this.numbers.length;
  }

  get mean() {
    let total = 0;
    for (const x of this.numbers) total += x / this.size;
    return total;
  }

  get median() {
    return (this.numbers[this.size >> 1] + this.numbers[(this.size - 1) >> 1]) / 2;
  }

  get deviation() {
    const { mean } = this;
    return Math.hypot(...this.numbers.map((x) => x - mean)) / Math.sqrt(this.size);
  }
}

const statistics = (numbers) => {
  const sample = new Sample(numbers);
  const { mean, median, deviation } = sample.size ? sample : { mean: null, median: null, deviation: null };
  return { mean, median, deviation };
};
