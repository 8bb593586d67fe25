/** How firmware is written anew for clang, line by line, so that what an HLS tool does with it shows in LLVM IR. */

/** Files by path, as `renderFirmware()` gives them. */
export type Firmware = ReadonlyMap<string, string>;

/**
 * Rewrites a file of firmware for the check; every line keeps its number.
 *
 * - `UNROLL` becomes clang's own pragma, and every other loop stays a loop.
 * - Kernels that the top function calls stay functions of their own.
 * - Constants lose their values: what is counted must not depend on which weights are zero or powers of two.
 * - Arrays in a struct with a constructor become variables of their own, as they do in an HLS tool; LLVM would keep the
 *   struct in memory for the sake of one index.
 */
export function rewriteForCheck(path: string, text: string): string {
  const looped = loops(withoutValues(text));
  return heldArrays(path.endsWith(".cpp") ? callsOfKernels(looped) : looped);
}

const CONSTANTS = /^const ([\w<>,: ]+) (\w+)((?:\[\d+\])+) = \{[^;]*\};/gm;

function withoutValues(text: string): string {
  return text.replace(
    CONSTANTS,
    (whole: string, type: string, name: string, size: string) =>
      `extern const ${type} ${name}${size};${"\n".repeat(whole.split("\n").length - 1)}`,
  );
}

function loops(text: string): string {
  const lines = text.split("\n");
  return lines.map((line, i) => {
    if (!/^\s*for \(/.test(line)) return line;
    const kind = /#pragma HLS UNROLL/.test(lines[i + 1] ?? "") ? "full" : "disable";
    return line.replace("for (", `_Pragma("clang loop unroll(${kind})") for (`);
  }).join("\n");
}

function callsOfKernels(text: string): string {
  return text.replace(/^(\s*(?:NNET_PROCESS\()?)nnet::/gm, "$1[[clang::noinline]] nnet::");
}

const STRUCT = /^(?:template <[^\n]*> )?struct (\w+) \{\n[\s\S]*?^\};/gm;
const ARRAY = /^ {4}((?:typename )?[\w:]+) (\w+)((?:\[[^\]]+\])+);/gm;

function heldArrays(text: string): string {
  return text.replace(STRUCT, (whole: string, name: string) => {
    const constructor = `\n    ${name}() {`;
    // A beat is copied as a whole, and indexed by constants.
    if (name === "beat" || !whole.includes(constructor)) return whole;
    const names: string[] = [];
    const held = whole.replace(ARRAY, (_, type: string, array: string, sizes: string) => {
      names.push(array);
      const storage = `struct held_${array} { ${type} value${sizes}; held_${array}() {} };`;
      return `    ${storage} ${type} (&${array})${sizes};`;
    });
    if (names.length === 0) return whole;
    const parameters = names.map((array) => `held_${array} &&${array}_ = held_${array}()`);
    const members = names.map((array) => `${array}(${array}_.value)`);
    return held.replace(constructor, `\n    ${name}(${parameters.join(", ")}) : ${members.join(", ")} {`);
  });
}
