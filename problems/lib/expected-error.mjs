/**
 * What a reference throws where the problem asks for an error: the case then expects an error with
 * this text in its message, or any error where there is no text. Other errors are faults of the
 * reference itself and stop the generator.
 */
export class ExpectedError extends Error {}
