import { InterlaceError } from "../../base/errors.ts";
import type { ReportPart } from "../part.ts";

/** The head of a report, where it says what it is of, lies in so many characters. */
const HEAD = 20_000;

/**
 * What stands behind `LABEL:` in the head of a report; lines may begin with `*` or `|`.
 * @returns Undefined where no line has the label.
 */
export function fieldOf(text: string, label: string): string | undefined {
  for (const line of text.slice(0, HEAD).split("\n")) {
    const words = line.trim().replace(/^[*|] */, "");
    if (!words.startsWith(label)) continue;
    const rest = words.slice(label.length).trimStart();
    if (rest.startsWith(":")) return rest.slice(1).trim();
  }
}

/** The release that a tool's version begins with: `2023.1` of `2023.1 (Build 3854077 on May 4 2023)`. */
export function releaseIn(version: string | undefined): string | null {
  return version?.match(/(?:^|[ .v])(\d{4}\.\d{1,2}(?:\.\d{1,2})?)(?!\d)/)?.[1] ?? null;
}

/** What a report that cannot be used tells all the same. */
interface Known extends Pick<ReportPart, "tool" | "version" | "part" | "subject"> {
  /** As in "it is a …". */
  readonly kind: string;
}

/** The error for a report that holds no figures, as when the tool was stopped while it wrote, with what it does tell. */
export function endsEarly(file: string, { kind, tool, version, subject, part }: Known): InterlaceError {
  const by = [tool, version].filter(Boolean).join(" ");
  const known = [
    `a ${kind}`,
    by === "" ? "" : ` by ${by}`,
    subject ? ` on ${subject}` : "",
    part ? ` for ${part}` : "",
  ].join("");
  return new InterlaceError(`Cannot read ${file}: it is ${known}, and ends before its first figures`, {
    code: "file-damaged",
    place: { file },
    hint: "The tool was stopped, or is still at work: let it run to its end.",
  });
}
