interface Entry {
  readonly value: number;
  readonly least: number;
}

export class MinStack {
  constructor(private entries: Entry[] = []) {}

  push(value: number): void {
    const least = Math.min(value, this.entries.at(-1)?.least ?? Infinity);
    this.entries.push({ value, least });
  }

  pop(): void {
    this.entries.pop();
  }

  top(): number {
    return this.entries.at(-1)!.value;
  }

  getMin(): number {
    return this.entries.at(-1)!.least;
  }
}
