import { printable } from "../errors.ts";

/** Any text as Markdown that shows it and nothing else: a backslash in front of every ASCII punctuation (CommonMark 2.4). */
export function markdownText(text: string): string {
  return printable(text).replace(/[!-/:-@[-`{-~]/g, "\\$&");
}
