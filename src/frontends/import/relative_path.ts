/**
 * A path by which one file of a model names another, in its normal form.
 *
 * @returns Null for anything but a relative POSIX path that stays inside the model's folder.
 */
export function relativePath(text: string): string | null {
  const steps = text.split("/").filter((step) => step !== "." && step !== "");
  const outside = text.startsWith("/") || /^[A-Za-z]:/.test(text) || steps.includes("..");
  // deno-lint-ignore no-control-regex
  return steps.length === 0 || outside || /[\\\u0000]/.test(text) ? null : steps.join("/");
}
