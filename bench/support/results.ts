/** Writes results as JSON that `git diff` shows line by line. */
export async function writeJson(path: string | URL, value: unknown): Promise<void> {
  await Deno.writeTextFile(path, `${JSON.stringify(value, null, 2)}\n`);
}
