import { printable } from "../base/errors.ts";

/** The first line that says what went wrong, and those below that belong to it. */
export interface LogError {
  readonly message: string;
  readonly details: readonly string[];
}

/** Lines that say that something is wrong, of the HLS tools, their compilers, linkers and our test bench. */
const ERRORS: readonly RegExp[] = [
  /^\s*(CRITICAL )?ERROR:/,
  /^@E\b/,
  /(^|[\s:])(fatal )?error: /,
  /undefined reference to/,
  /\bSegmentation fault\b/,
  /^Assertion .* failed/i,
  /^(terminate called|Killed\b|std::bad_alloc)/,
  /^output \S+, sample \d+, element \d+: mantissa /,
  /^\d+ values compared, [1-9]\d* different/,
  // The first "license" alone is tried: a long line may have many.
  /^(?=(.*?license ))\1.*(not found|denied|expired|invalid)/i,
  /couldn't (open|read) |invalid command name/,
];

/** Lines that look like errors and are none. */
const HARMLESS = /^\s*(INFO|WARNING):|\b0 errors?\b|-Werror/;

/** Lines below the first that are shown with it. */
const CONTEXT = 4;

/** Collects the first error of a log as its lines go by, without keeping the log. */
export class ErrorWatch {
  readonly #lines: string[] = [];

  /** The next line of the log. */
  add(line: string): void {
    const found = this.#lines.length > 0;
    if (found ? this.#lines.length <= CONTEXT && line.trim() !== "" : isError(line)) {
      this.#lines.push(printable(line.trim()).slice(0, 500));
    }
  }

  /** The first error so far; null if there was none. */
  first(): LogError | null {
    const [message, ...details] = this.#lines;
    return message === undefined ? null : { message, details };
  }
}

function isError(line: string): boolean {
  return !HARMLESS.test(line) && ERRORS.some((pattern) => pattern.test(line));
}
