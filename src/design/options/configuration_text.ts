import { Composer, type CST, type Document, isScalar, Lexer, Parser, visit } from "npm:yaml@2.9.1";
import { InterlaceError } from "../../base/errors.ts";

/** Characters that a configuration may have: far more than anybody writes, far less than hurts. */
const MAX_LENGTH = 2 ** 20;

/** Words, marks, blanks and line ends that it may have; a generated one of a thousand layers has about half as many. */
const MAX_LEXEMES = 2 ** 18;

/**
 * Collections, keys and values that may lie in each other: a configuration has some fifteen. The library follows them
 * by recursion, which ends the stack at some thousands.
 */
const MAX_DEPTH = 128;

/** Elements that repeated YAML aliases may stand for: stops a file of a few lines that unfolds to gigabytes. */
const MAX_ALIAS_COUNT = 100;

/** A text and what messages call it. */
interface Source {
  readonly text: string;
  readonly name: string;
}

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
  const document = compose({ text, name });
  const [error] = document.errors;
  if (error !== undefined) throw misplaced({ text, name }, error.pos[0], error.message);
  checkKeys(document, { text, name });
  try {
    return document.toJS({ mapAsMap: true, maxAliasCount: MAX_ALIAS_COUNT });
  } catch (cause) {
    if (!(cause instanceof Error)) throw cause;
    throw unreadable(name, cause.message, cause);
  }
}

/** The only document of a text, with what is wrong with it in its list of errors. */
function compose(source: Source): Document.Parsed {
  // The library's own search for keys that come twice takes quadratic time.
  const composer = new Composer({ prettyErrors: false, uniqueKeys: false });
  const [document, second] = composer.compose(boundedTokens(source), true, source.text.length);
  if (second !== undefined) {
    throw misplaced(source, second.range[0], "a second document begins, a configuration is one");
  }
  return document;
}

/** The parts of a text as the library's parser finds them, as long as they are not too many and do not lie too deep. */
function* boundedTokens({ text, name }: Source): Generator<CST.Token, void> {
  const parser = new Parser();
  let count = 0;
  for (const lexeme of new Lexer().lex(text)) {
    if (++count > MAX_LEXEMES) {
      throw unreadable(name, `it has more words and marks than the limit of ${MAX_LEXEMES}`);
    }
    yield* parser.next(lexeme);
    if (parser.stack.length > MAX_DEPTH) {
      throw misplaced({ text, name }, parser.offset, `it is nested deeper than the limit of ${MAX_DEPTH}`);
    }
  }
  yield* parser.end();
}

/** Refuses a key that comes twice in one map: one of the two values would be lost. */
function checkKeys(document: Document.Parsed, source: Source): void {
  visit(document, {
    Map(_, { items }) {
      const seen = new Set<unknown>();
      for (const { key } of items) {
        if (!isScalar(key)) continue;
        if (seen.has(key.value)) throw misplaced(source, key.range?.[0] ?? 0, "Map keys must be unique");
        seen.add(key.value);
      }
    },
  });
}

function misplaced({ text, name }: Source, offset: number, what: string): InterlaceError {
  const before = text.slice(0, offset).split(/\r\n?|\n/);
  return unreadable(name, `line ${before.length}, column ${before[before.length - 1].length + 1}: ${what}`);
}

function unreadable(name: string, what: string, cause?: unknown): InterlaceError {
  return new InterlaceError(`Cannot read the configuration ${name}: ${what}`, {
    code: "configuration-invalid",
    place: { file: name },
    cause,
  });
}
