/** Where one can speak: a channel of a tenant (a server, a workspace), or a thread in it. */
export interface Place {
  readonly platform: string;
  readonly tenant: string;
  readonly channel: string;
  /** The message that the thread starts from: both Discord and Slack address a thread by it. */
  readonly thread?: string;
}

/** What was said, and where. */
export interface Posted {
  readonly place: Place;
  readonly message: string;
}

/** Somebody on a platform: the platform's id, and the name that others see. A name is text, not a way to call the person. */
export interface Person {
  readonly id: string;
  readonly name: string;
}
