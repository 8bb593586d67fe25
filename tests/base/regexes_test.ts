/**
 * No regular expression of the library takes more than linear time: names, reports and configurations come from
 * strangers, and a pattern that tries every end for every beginning takes half a minute over sixty kilobytes.
 */
import { assert, assertEquals } from "@std/assert";
import { parse } from "npm:@babel/parser@8.1.3";
import { analyse } from "npm:scslre@0.3.0";
import { startCounting } from "../support/effort.ts";

/** A regular expression as it stands in the source. */
interface Literal {
  readonly source: string;
  readonly flags: string;
  /** `src/x.ts:12` */
  readonly place: string;
}

const ROOT = new URL("../../", import.meta.url);

let read: Promise<readonly Literal[]> | undefined;

/** All regular expressions of `src/`, which is read once. */
function literals(): Promise<readonly Literal[]> {
  return read ??= readLiterals();
}

async function readLiterals(): Promise<readonly Literal[]> {
  const found: Literal[] = [];
  const walk = async (folder: string): Promise<void> => {
    for await (const { name, isDirectory } of Deno.readDir(new URL(folder, ROOT))) {
      if (isDirectory) await walk(`${folder}${name}/`);
      else if (name.endsWith(".ts")) {
        found.push(...literalsIn(await Deno.readTextFile(new URL(folder + name, ROOT)), folder + name));
      }
    }
  };
  await walk("src/");
  return found;
}

function literalsIn(text: string, path: string): Literal[] {
  const { program } = parse(text, {
    sourceType: "module",
    plugins: ["typescript"],
    // Which takes as long as all else.
    attachComment: false,
  });
  const found: Literal[] = [];
  const visit = (node: unknown): void => {
    if (typeof node !== "object" || node === null) return;
    if (
      "type" in node && node.type === "RegExpLiteral" && "pattern" in node && "flags" in node && "loc" in node
    ) {
      const { start } = node.loc as { readonly start: { readonly line: number } };
      found.push({ source: String(node.pattern), flags: String(node.flags), place: `${path}:${start.line}` });
      return;
    }
    for (const child of Object.values(node)) visit(child);
  };
  visit(program.body);
  return found;
}

Deno.test("no regular expression of src is superlinear by its form", async () => {
  const all = await literals();
  assert(all.length > 150, "the regular expressions were not found");
  const faults = all.flatMap(({ source, flags, place }) => {
    const { reports } = analyse({ source, flags }, { reportTypes: { Move: true, Self: true, Trade: true } });
    return reports.map(({ type }) => `${place}: /${source}/${flags} (${type})`);
  });
  assertEquals(faults, []);
});

Deno.test("the check of forms finds what it should", () => {
  const faulty = ["_+$", "^\\s*(\\w+)\\s*=?\\s*(.*?)\\s*$", "^(a+)+$", "\\d+\\.?\\d*x"];
  for (const source of faulty) {
    assert(analyse({ source, flags: "" }, { reportTypes: { Move: true } }).reports.length > 0, source);
  }
});

/** Pieces that a pattern may repeat: blanks, signs, and the pattern's own words. */
function pumps({ source }: Literal): readonly string[] {
  const words = source.match(/[A-Za-z][A-Za-z &.-]+/g) ?? [];
  const signs = [
    " ",
    "\t",
    "\n",
    "\n ",
    "0",
    "a",
    "_",
    "/",
    "=",
    "+",
    "-",
    "*",
    "|",
    "(",
    "[",
    "<",
    '"',
    ":",
    ".",
    "'0",
    " ~ ",
  ];
  return [...new Set([...signs, ...words.map((word) => word), ...words.map((word) => `${word} `)])];
}

/** Milliseconds that the fastest of three searches keeps its thread busy. */
function time(regex: RegExp, text: string): number {
  const times = [1, 2, 3].map(() => {
    const counted = startCounting();
    regex.lastIndex = 0;
    regex.test(text);
    return 1000 * counted();
  });
  return Math.min(...times);
}

/** Milliseconds of one search by the clock, which the thread was not busy for longer than. */
function clock(regex: RegExp, text: string): number {
  const begun = performance.now();
  regex.lastIndex = 0;
  regex.test(text);
  return performance.now() - begun;
}

/** A search that takes less is none that anybody waits for. */
const FREE_MS = 25;

/** Lengths of texts, each four times the one before: a pattern that is worse than quadratic is found at the short ones. */
const LENGTHS = [64, 256, 1_024, 4_096, 16_384, 65_536];

function isSlow(literal: Literal, pump: string): boolean {
  const regex = new RegExp(literal.source, literal.flags);
  const start = literal.source.match(/^\^?((?:[A-Za-z #=<:-]|\\[ |*.])+)/)?.[1].replaceAll("\\", "") ?? "";
  return [...new Set(["", start])].some((prefix) => {
    const textOf = (length: number) =>
      `${prefix}${pump.repeat(Math.ceil(length / pump.length))}\u0000\n\u0000`;
    return LENGTHS.some((length, i) => {
      const text = textOf(length);
      // Nearly every search is free at once: only what is not is worth three, and three of the shorter text.
      if (clock(regex, text) <= FREE_MS) return false;
      const longer = time(regex, text);
      return longer > FREE_MS && (i === 0 || longer > 8 * time(regex, textOf(LENGTHS[i - 1])));
    });
  });
}

Deno.test("no regular expression of src takes eight times as long for four times the text", async () => {
  // What stands in several places is measured once.
  const all = new Map((await literals()).map((each) => [`/${each.source}/${each.flags}`, each]));
  const slow = [...all.values()].flatMap((literal) =>
    pumps(literal).filter((pump) => isSlow(literal, pump)).map((pump) =>
      `${literal.place}: /${literal.source}/ over ${JSON.stringify(pump)}`
    )
  );
  assertEquals(slow, []);
});

Deno.test("the measurement finds what it should", () => {
  const faulty = [["_+$", "_"], ["licen[cs]e .*(lost|late)", "license "]];
  for (const [source, pump] of faulty) {
    assert(isSlow({ source, flags: "", place: "" }, pump), source);
  }
});
