/** A step of a build, as people ask for it by a flag. */
export interface BuildStep {
  /** The flag. */
  readonly name: string;
  /** What the log and the user are told. */
  readonly title: string;
  /** What `build --help` says. */
  readonly help: string;
  /** The step whose results it works on; undefined where it needs none. */
  readonly after?: string;
  /** Whether it leaves reports. */
  readonly reports: boolean;
  /** Whether it runs where nobody names a step. */
  readonly isDefault: boolean;
  /** A program that it runs beside the tool itself. */
  readonly needs?: string;
}
