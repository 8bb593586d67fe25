/** The Python literals that the header of a `.npy` file is made of. */
export type PythonLiteral =
  | { readonly kind: "string"; readonly value: string }
  | { readonly kind: "integer"; readonly value: number }
  | { readonly kind: "boolean"; readonly value: boolean }
  | { readonly kind: "tuple" | "list"; readonly items: readonly PythonLiteral[] }
  | { readonly kind: "dictionary"; readonly entries: ReadonlyMap<string, PythonLiteral> };

/** Nesting that the parser follows; the structured types of real files need four or five. */
const MAX_DEPTH = 16;

// Python 2 wrote long integers with an L at the end.
const TOKEN =
  /[ \t\r\n]*(?:'([^'\\\r\n]*)'|"([^"\\\r\n]*)"|(-?(?:0|[1-9]\d*))L?(?![\w.])|(True|False)(?!\w)|([[\](){},:]))/y;
const BLANKS = /[ \t\r\n]*/y;

type Token =
  | { readonly kind: "literal"; readonly literal: PythonLiteral }
  | { readonly kind: "mark"; readonly mark: string };

/**
 * Reads one Python literal: a dictionary with strings as keys, a tuple, a list, a string without escapes, an
 * integer or a boolean. Nothing is evaluated.
 *
 * @throws {SyntaxError} that says what stands where, on anything else: operators, names, `None`, floats,
 * escapes, a key that comes twice, integers beyond 2^53, nesting deeper than 16.
 */
export function parsePythonLiteral(text: string): PythonLiteral {
  const tokens = new Tokens(text);
  const literal = parseValue(tokens, 0);
  tokens.end();
  return literal;
}

/** Takes tokens off the front of a text. */
class Tokens {
  #position = 0;

  constructor(readonly text: string) {}

  /** The next token, taken. */
  next(): Token {
    TOKEN.lastIndex = this.#position;
    const match = TOKEN.exec(this.text);
    if (match === null) throw this.unexpected();
    const [whole, single, double, integer, boolean, mark] = match;
    if (integer !== undefined && !Number.isSafeInteger(Number(integer))) throw this.unexpected();
    this.#position += whole.length;
    if (mark !== undefined) return { kind: "mark", mark };
    if (integer !== undefined) {
      return { kind: "literal", literal: { kind: "integer", value: Number(integer) } };
    }
    if (boolean !== undefined) {
      return { kind: "literal", literal: { kind: "boolean", value: boolean === "True" } };
    }
    return { kind: "literal", literal: { kind: "string", value: single ?? double } };
  }

  /** Takes the next token if it is this mark. */
  take(mark: string): boolean {
    this.#skipBlanks();
    if (!this.text.startsWith(mark, this.#position)) return false;
    this.#position += mark.length;
    return true;
  }

  /** Takes this mark, which has to come. */
  expect(mark: string): void {
    if (!this.take(mark)) throw this.unexpected(mark);
  }

  end(): void {
    this.#skipBlanks();
    if (this.#position < this.text.length) throw this.unexpected("the end");
  }

  unexpected(expected = "a value"): SyntaxError {
    this.#skipBlanks();
    const rest = this.text.slice(this.#position, this.#position + 16);
    const found = rest === "" ? "the end" : JSON.stringify(rest);
    return new SyntaxError(`expected ${expected} at character ${this.#position}, found ${found}`);
  }

  #skipBlanks(): void {
    BLANKS.lastIndex = this.#position;
    this.#position += BLANKS.exec(this.text)![0].length;
  }
}

function parseValue(tokens: Tokens, depth: number): PythonLiteral {
  if (depth > MAX_DEPTH) throw new SyntaxError(`nested deeper than ${MAX_DEPTH}`);
  const token = tokens.next();
  if (token.kind === "literal") return token.literal;
  if (token.mark === "{") return parseDictionary(tokens, depth);
  if (token.mark === "[") return { kind: "list", items: parseItems(tokens, { close: "]", depth }).items };
  if (token.mark === "(") {
    const { items, commas } = parseItems(tokens, { close: ")", depth });
    // "(3)" is the integer 3, "(3,)" a tuple.
    return items.length === 1 && commas === 0 ? items[0] : { kind: "tuple", items };
  }
  throw new SyntaxError(`expected a value, found ${JSON.stringify(token.mark)}`);
}

function parseItems(
  tokens: Tokens,
  { close, depth }: { readonly close: string; readonly depth: number },
): { readonly items: readonly PythonLiteral[]; readonly commas: number } {
  const items: PythonLiteral[] = [];
  let commas = 0;
  while (!tokens.take(close)) {
    if (items.length > commas) throw tokens.unexpected(`"," or "${close}"`);
    items.push(parseValue(tokens, depth + 1));
    if (tokens.take(",")) commas++;
  }
  return { items, commas };
}

function parseDictionary(tokens: Tokens, depth: number): PythonLiteral {
  const entries = new Map<string, PythonLiteral>();
  while (!tokens.take("}")) {
    const key = parseValue(tokens, depth + 1);
    if (key.kind !== "string") throw new SyntaxError("a key is not a string");
    if (entries.has(key.value)) throw new SyntaxError(`the key ${JSON.stringify(key.value)} comes twice`);
    tokens.expect(":");
    entries.set(key.value, parseValue(tokens, depth + 1));
    if (tokens.take(",")) continue;
    tokens.expect("}");
    break;
  }
  return { kind: "dictionary", entries };
}
