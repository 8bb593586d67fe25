/** A function of a C++ text: its name, and the text between its braces. */
export interface CppFunction {
  readonly name: string;
  readonly body: string;
}

/** A function that remembers what it made of a text: the kernels of a thousand firmwares are the same few files. */
function remembering<Made>(make: (text: string) => Made): (text: string) => Made {
  const made = new Map<string, Made>();
  return (text) => {
    const known = made.get(text);
    if (known !== undefined) return known;
    const fresh = make(text);
    made.set(text, fresh);
    return fresh;
  };
}

/** C++ without comments, string and character literals, and preprocessor lines other than pragmas. */
export const codeOf: (text: string) => string = remembering(stripped);

/** Every function that a text defines; methods, constructors and templates are functions too. */
export const functionsOf: (text: string) => readonly CppFunction[] = remembering(findFunctions);

function stripped(text: string): string {
  const plain = text.replace(
    /\/\/[^\n]*|\/\*[\s\S]*?\*\/|"(?:\\.|[^"\\\n])*"|'(?:\\.|[^'\\\n])*'/g,
    (found) => found.startsWith("/") ? " " : '""',
  );
  return plain.replace(/^[ \t]*#(?!pragma)(?:[^\n]*\\\n)*[^\n]*/gm, "");
}

function findFunctions(text: string): readonly CppFunction[] {
  const code = codeOf(text);
  const functions: CppFunction[] = [];
  const head = /\b([A-Za-z_]\w*)\s*\(/g;
  for (let found = head.exec(code); found; found = head.exec(code)) {
    const name = found[1];
    if (["if", "for", "while", "switch", "return", "sizeof"].includes(name)) continue;
    const close = closing(code, head.lastIndex - 1);
    const behind = /^\s*(?:const\s*)?(?::[^;{}]*)?\{/.exec(code.slice(close + 1));
    if (!behind) continue;
    const open = close + behind[0].length;
    functions.push({ name, body: code.slice(open + 1, closing(code, open)) });
  }
  return functions;
}

/** Index of the bracket that closes the one at `open`. */
function closing(code: string, open: number): number {
  const pairs: Readonly<Record<string, string>> = { "(": ")", "{": "}" };
  let depth = 0;
  for (let i = open; i < code.length; i++) {
    if (code[i] === code[open]) depth++;
    if (code[i] === pairs[code[open]] && --depth === 0) return i;
  }
  throw new Error(`no bracket closes the one at ${open}: ${code.slice(open, open + 60)}`);
}
