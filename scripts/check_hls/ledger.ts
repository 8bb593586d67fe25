/** Verdicts of kernels that are known, in a file that a run may be broken off and taken up again with. */
import type { KernelVerdict } from "./finding.ts";

/** What a line of the file holds. */
interface Line {
  readonly key: string;
  readonly verdict: KernelVerdict;
}

/** Verdicts by what a kernel's hardware depends on. */
export class Ledger {
  readonly #file: string;
  readonly #known = new Map<string, KernelVerdict>();
  readonly #salt: string;
  #added = 0;

  /** @param salt What verdicts depend on beside the kernel: the compiler, the check itself. */
  constructor(file: string, salt: string) {
    this.#file = file;
    this.#salt = salt;
    for (const line of readLines(file)) {
      const { key, verdict }: Line = JSON.parse(line);
      this.#known.set(key, verdict);
    }
  }

  /** How many verdicts were noted since it was opened. */
  get added(): number {
    return this.#added;
  }

  /** The verdict of a kernel, if it is known. */
  async find(identity: string): Promise<KernelVerdict | undefined> {
    return this.#known.get(await this.#keyOf(identity));
  }

  /** Notes a verdict, in the file too. */
  async add(identity: string, verdict: KernelVerdict): Promise<void> {
    const key = await this.#keyOf(identity);
    this.#known.set(key, verdict);
    this.#added++;
    await Deno.writeTextFile(this.#file, `${JSON.stringify({ key, verdict } satisfies Line)}\n`, {
      append: true,
    });
  }

  async #keyOf(identity: string): Promise<string> {
    const bytes = new TextEncoder().encode(`${this.#salt}\n${identity}`);
    return new Uint8Array(await crypto.subtle.digest("SHA-256", bytes)).toHex();
  }
}

/** Files that say which designs are checked, and what text and the whole set show: they change no verdict of a kernel. */
const AROUND: ReadonlySet<string> = new Set([
  "designs.ts",
  "fewer_channels.ts",
  "kernel_calls.ts",
  "least_products.ts",
  "ledger.ts",
  "main.ts",
  "matrix.ts",
  "text_lints.ts",
]);

/** What the check consists of, as text: verdicts of another one are not its own. */
export function textOfCheck(): string {
  const folder = new URL("./", import.meta.url);
  return ["", "headers/"].flatMap((below) =>
    [...Deno.readDirSync(new URL(below, folder))].filter(({ isFile, name }) => isFile && !AROUND.has(name))
      .map(({ name }) => below + name)
  ).sort().map((path) => Deno.readTextFileSync(new URL(path, folder))).join("\n");
}

function readLines(file: string): string[] {
  try {
    // A run that was broken off may have left half a line.
    const text = Deno.readTextFileSync(file);
    const whole = text.slice(0, text.lastIndexOf("\n") + 1);
    if (whole.length < text.length) Deno.writeTextFileSync(file, whole);
    return whole.split("\n").filter(Boolean);
  } catch (error) {
    if (!(error instanceof Deno.errors.NotFound)) throw error;
    Deno.mkdirSync(file.replace(/[^/]*$/, "") || ".", { recursive: true });
    return [];
  }
}
