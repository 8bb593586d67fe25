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
  /\bDEADLOCK DETECTED\b|No space left on device/,
];

/** Lines that look like errors and are none. */
const HARMLESS = /^\s*(INFO|WARNING):|\b0 errors?\b|-Werror/;

/** Whether a line of a tool's log says that something is wrong. */
export function isHlsError(line: string): boolean {
  return !HARMLESS.test(line) && ERRORS.some((pattern) => pattern.test(line));
}

/** The title of the step that a line of the log announces, as `build_prj.tcl` does; null for any other line. */
export function announcedStep(line: string): string | null {
  return line.match(/^\*{5} (.+) \*{5}\s*$/)?.[1] ?? null;
}
