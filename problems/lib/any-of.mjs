/** What a reference solution returns where several answers are right. */
export class AnyOf {
  constructor(answers) {
    this.answers = answers;
  }
}
