import { printable } from "../../base/errors.ts";

/** The first line that says what went wrong, and those below that belong to it. */
export interface LogError {
  readonly message: string;
  readonly details: readonly string[];
}

/** What an error of a tool means, and what to do. */
export interface LogMeaning {
  /** The case, in a sentence without a stop. */
  readonly meaning: string;
  /** What to do, in a sentence or two. */
  readonly remedy: string;
}

/** Lines below the first that are shown with it. */
const CONTEXT = 4;

/** Collects the first error of a log as its lines go by, without keeping the log. */
export class ErrorWatch {
  readonly #isError: (line: string) => boolean;
  readonly #lines: string[] = [];

  /** Told which lines say that something is wrong. */
  constructor(isError: (line: string) => boolean) {
    this.#isError = isError;
  }

  /** The next line of the log. */
  add(line: string): void {
    const found = this.#lines.length > 0;
    if (found ? this.#lines.length <= CONTEXT && line.trim() !== "" : this.#isError(line)) {
      this.#lines.push(printable(line.trim()).slice(0, 500));
    }
  }

  /** The first error so far; null if there was none. */
  first(): LogError | null {
    const [message, ...details] = this.#lines;
    return message === undefined ? null : { message, details };
  }
}
