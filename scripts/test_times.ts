/**
 * Prints which test files took longest, from the report that `deno task test` and `deno task test:matrix` write.
 *
 * @module
 */

const REPORT = "build/tests.xml";

/** Files that are listed; what is left is one line. */
const LISTED = 20;

/** Seconds of the tests of each file, the slowest first; files that run at the same time slow each other down. */
export function fileTimes(report: string): readonly { readonly file: string; readonly seconds: number }[] {
  const tests = [...report.matchAll(/<testcase name="([^"]*)" classname="([^"]*)" time="([\d.]+)"/g)].map((
    [, name, file, seconds],
  ) => ({ name, file, seconds: Number(seconds) }));
  const keyOf = (file: string, name: string) => `${file}\n${name}`;
  const known = new Set(tests.map(({ name, file }) => keyOf(file, name)));
  // A step is there beside the test that it is part of: `test > step`.
  const isStep = ({ name, file }: typeof tests[number]) =>
    [...name.matchAll(/ &gt; /g)].some(({ index }) => known.has(keyOf(file, name.slice(0, index))));
  const files = Map.groupBy(tests.filter((test) => !isStep(test)), ({ file }) => file);
  return [...files].map(([file, own]) => ({
    file,
    seconds: own.reduce((sum, each) => sum + each.seconds, 0),
  }))
    .sort((a, b) => b.seconds - a.seconds);
}

if (import.meta.main) {
  const report = await Deno.readTextFile(REPORT).catch(() => null);
  if (report === null) {
    console.error(`Cannot read ${REPORT}: run the tests first, by deno task test`);
    Deno.exit(2);
  }
  const times = fileTimes(report);
  const line = (seconds: number, what: string) => console.log(`${seconds.toFixed(1).padStart(8)} s  ${what}`);
  for (const { file, seconds } of times.slice(0, LISTED)) line(seconds, file);
  const rest = times.slice(LISTED);
  if (rest.length > 0) line(rest.reduce((sum, { seconds }) => sum + seconds, 0), `${rest.length} more files`);
  line(Number(/<testsuites [^>]*time="([\d.]+)"/.exec(report)?.[1]), "all of them, by the clock");
}
