/**
 * Writes `docs/ERRORS.md` from the list of error codes: `deno run --allow-read --allow-write=docs scripts/errors_table.ts`.
 * A test compares the file with what this would write.
 *
 * @module
 */
import { ERROR_CODES } from "../src/base/error_codes.ts";

/** The page, as it should be. */
export function errorsPage(): string {
  const rows = Object.entries(ERROR_CODES).map(([code, meaning]) => `| \`${code}\` | ${meaning} |`);
  return `# Errors

What goes wrong has a code: \`error[CODE]: Cannot …\` on standard error, \`code\` of an \`InterlaceError\` in a script, and
\`code\` of an entry of \`report --json\` that could not be read. Words may change from one version to the next, codes stay.
Bad input or usage ends the command line with 2; where what was asked about failed, it ends with 1 (\`kind\` is
\`"failure"\`).

\`\`\`ts
import { importModel, InterlaceError } from "../mod.ts";

const model = await importModel("decoder.onnx").catch((error) => {
  if (error instanceof InterlaceError && error.code === "file-missing") return null;
  throw error;
});
\`\`\`

| code | what is the case |
| ---- | ---------------- |
${rows.join("\n")}
`;
}

/** Where the page lies. */
export const ERRORS_PAGE = new URL("../docs/ERRORS.md", import.meta.url);

if (import.meta.main) await Deno.writeTextFile(ERRORS_PAGE, errorsPage());
