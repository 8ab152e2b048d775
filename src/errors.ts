/**
 * A mistake or a limit that the person in front of Paperboy can do something about. Its message is shown as it is, so it is one
 * plain sentence that says what to do next. Everything else that is thrown is a bug of ours.
 */
export class UserError extends Error {
  override readonly name = 'UserError';
  /** What is wrong with each option, by its name, for platforms that can say it where the value was typed. */
  readonly fields: Readonly<Record<string, string>>;

  constructor(message: string, { fields = {}, ...options }: ErrorOptions & { fields?: UserError['fields'] } = {}) {
    super(message, options);
    this.fields = fields;
  }
}

/** Closes an exhaustive `switch`: the compiler refuses the call while a case is missing. */
export function unreachable(value: never): never {
  throw new Error(`unexpected value: ${JSON.stringify(value)}`);
}
