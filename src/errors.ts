/**
 * A mistake or a limit that the person in front of Paperboy can do something about. Its message is shown as it is, so it is one
 * plain sentence that says what to do next. Everything else that is thrown is a bug of ours.
 */
export class UserError extends Error {
  override readonly name = 'UserError';
  /** What is wrong with each option, by its name, for platforms that can say it where the value was typed. */
  readonly fields: Readonly<Record<string, string>>;
  /** What could be written in the place of what was; the message ends with it. */
  readonly instead: string | undefined;

  constructor(
    message: string,
    { fields = {}, instead, ...options }: ErrorOptions & { fields?: UserError['fields']; instead?: string } = {},
  ) {
    super(message, options);
    this.fields = fields;
    this.instead = instead;
  }
}

/** Closes an exhaustive `switch`: the compiler refuses the call while a case is missing. */
export function unreachable(value: never): never {
  throw new Error(`unexpected value: ${JSON.stringify(value)}`);
}
