/** A flag of the command line that says how the code of one family is run. */
export interface RunFlag {
  /** Without the dashes. */
  readonly name: string;
  /** What its value is called. */
  readonly value: string;
  /** What it says. */
  readonly help: string;
  /** What holds without it. */
  readonly default?: string;
  /** Whether verbs that run no code, and share the command line of `verify` else, do not take it. */
  readonly runOnly?: true;
}

/** What a user typed, and the environment. */
export interface RunRequest {
  /** The value of a flag; undefined if it was not given. */
  readonly flag: (name: string) => string | undefined;
  /** The value of a variable; undefined if it is not set, or not to be read. */
  readonly variable: (name: string) => string | undefined;
}
