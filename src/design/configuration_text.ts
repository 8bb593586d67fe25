import { parseDocument } from "npm:yaml@2.9.1";
import { InterlaceError } from "../base/errors.ts";

/** Characters that a configuration may have: far more than anybody writes, far less than hurts. */
const MAX_LENGTH = 2 ** 20;

/** Elements that repeated YAML aliases may stand for: stops a file of a few lines that unfolds to gigabytes. */
const MAX_ALIAS_COUNT = 100;

/**
 * Text of a configuration as maps, lists and scalars. Maps instead of objects: a key such as `__proto__` is a key
 * like any other. JSON is read as the YAML that it is.
 *
 * @throws {InterlaceError} naming the file and, where the parser knows it, line and column.
 */
export function parseTree(text: string, name: string): unknown {
  if (text.length > MAX_LENGTH) {
    throw unreadable(name, `it has ${text.length} characters, more than ${MAX_LENGTH}`);
  }
  const document = parseDocument(text, { prettyErrors: false });
  const [error] = document.errors;
  if (error !== undefined) {
    const before = text.slice(0, error.pos[0]).split(/\r\n?|\n/);
    throw unreadable(name, `line ${before.length}, column ${before.at(-1)!.length + 1}: ${error.message}`);
  }
  try {
    return document.toJS({ mapAsMap: true, maxAliasCount: MAX_ALIAS_COUNT });
  } catch (cause) {
    if (!(cause instanceof Error)) throw cause;
    throw unreadable(name, cause.message, cause);
  }
}

function unreadable(name: string, what: string, cause?: unknown): InterlaceError {
  return new InterlaceError(`Cannot read the configuration ${name}: ${what}`, {
    place: { file: name },
    cause,
  });
}
