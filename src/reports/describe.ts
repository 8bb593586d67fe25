/** Files that are no text, by how they begin. */
const MAGIC: readonly (readonly [bytes: readonly number[], what: string])[] = [
  [[0x50, 0x4b, 0x03, 0x04], "a zip archive (a checkpoint, an IP core or the like)"],
  [[0x50, 0x4b, 0x05, 0x06], "an empty zip archive"],
  [[0x1f, 0x8b], "compressed with gzip"],
  [[0x7f, 0x45, 0x4c, 0x46], "a compiled program"],
  [[0x89, 0x48, 0x44, 0x46], "an HDF5 file"],
  [[0xff, 0xfe], "text in UTF-16, of which UTF-8 must be made first"],
  [[0xfe, 0xff], "text in UTF-16, of which UTF-8 must be made first"],
];

/** How much of a file is looked at. */
const BEGINNING = 4_000;

/**
 * What a file is that is no report Interlace reads, as far as its beginning tells: one clause that starts with "it is".
 *
 * @param bytes Contents of the file.
 */
export function describeFile(bytes: Uint8Array): string {
  if (bytes.length === 0) return "it is empty";
  const known = MAGIC.find(([start]) => start.every((byte, i) => bytes[i] === byte));
  if (known !== undefined) return `it is ${known[1]}, no report`;
  const start = bytes.subarray(0, BEGINNING);
  if (start.includes(0)) return "it is binary data, no report";
  const text = new TextDecoder().decode(start);
  if (text.trim() === "") return "it is blank";
  return `it is ${describeText(text)}`;
}

function describeText(text: string): string {
  const command = text.match(/^\| Command {1,9}: (report_\w{1,60})/m)?.[1];
  if (command !== undefined) return `what Vivado's ${command} wrote, of which no figures are read`;
  if (/^\uFEFF?\s*</.test(text)) {
    const element = text.match(/<([A-Za-z][\w:.-]{0,60})/)?.[1];
    const what = /^(html|!doctype html)/i.test(element ?? "")
      ? "an HTML page"
      : `XML with the element ${element}`;
    return element === undefined ? "markup without an element, no report" : `${what}, no report`;
  }
  if (/^\uFEFF?\s*[[{]/.test(text)) return "JSON, no report";
  if (/^(INFO|WARNING|ERROR): \[|^\*{4,} (Vivado|Vitis)/m.test(text)) return "a log of a tool, no report";
  return "text, but no report that Interlace knows";
}
