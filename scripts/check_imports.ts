/**
 * Checks that imports run one way and in no circle, and that no room is crowded: `deno run -A scripts/check_imports.ts`. Prints
 * one line a violation and exits with 1 if there is any. What a module imports says `deno info`; imports of a path that is computed are for the lint
 * rule `no-computed-import`.
 *
 * @module
 */
import { dirname, join } from "node:path/posix";

/** The rooms of `src/`, lowest first. A room imports from lower floors only; rooms on one floor know nothing of each other. */
const FLOORS = [
  ["base"],
  ["fixed"],
  ["tensor"],
  ["layers"],
  ["model", "target"],
  ["frontends", "passes", "walk"],
  ["dataflow"],
  ["design"],
  ["backends", "simulate", "oracles", "reports"],
  ["estimate"],
  ["explore", "export"],
  ["project"],
  ["verify"],
  ["view"],
  ["cli"],
] as const;

/** Families of back ends: what two of them share lies beside them. */
const FAMILY = /^src\/backends\/(hls|rtl)\//;

/** What the library may import of the repository besides `src/`: files that travel as text. */
const ASSETS = /^(templates\/|deno\.json$)/;

/** `npm:name@1.2.3`, with a scope, a suffix of the version or a path where there is one. */
export const PINNED = /^npm:(@[\w.-]+\/)?[\w.-]+@\d+\.\d+\.\d+([-+][\w.+-]+)?(\/[\w./-]+)?$/;

/** What modules import or re-export, types included, as it is written there: by path from the root of the repository. */
export type Imports = ReadonlyMap<string, readonly string[]>;

/** One line for every import that breaks the rules, and for every circle, `path: what is the case`. */
export function importViolations(imports: Imports): string[] {
  const violations = [...imports].flatMap(([path, specifiers]) =>
    specifiers.flatMap((specifier) => {
      const problem = problemOf(path, specifier);
      return problem === null ? [] : [`${path}: ${problem}`];
    })
  );
  const circles = circlesOf(imports).map(([first, ...others]) =>
    `${first}: stands in a circle of imports with ${others.join(", ")}`
  );
  return [...violations, ...circles];
}

/** Most modules of a folder: more are several rooms. */
const MOST_MODULES = 20;

/** One line for every folder that holds too many modules. */
export function crowdedFolders(paths: readonly string[]): string[] {
  return [...Map.groupBy(paths, dirname)].filter(([, own]) => own.length > MOST_MODULES)
    .map(([folder, own]) => `${folder}: holds ${own.length} modules, at most ${MOST_MODULES} are one room`);
}

/** Modules that reach each other (Tarjan's strongly connected components), sorted. */
function circlesOf(imports: Imports): string[][] {
  const order = new Map<string, number>();
  const lowest = new Map<string, number>();
  const open: string[] = [];
  const circles: string[][] = [];
  const visit = (path: string): number => {
    let low = order.size;
    const index = low;
    order.set(path, index);
    open.push(path);
    for (const specifier of imports.get(path) ?? []) {
      const target = join(dirname(path), specifier);
      if (!specifier.startsWith(".") || !imports.has(target)) continue;
      if (!order.has(target)) low = Math.min(low, visit(target));
      else if (open.includes(target)) low = Math.min(low, lowest.get(target) ?? order.get(target) ?? low);
    }
    lowest.set(path, low);
    if (low === index) {
      const circle = open.splice(open.indexOf(path));
      if (circle.length > 1) circles.push(circle.sort());
    }
    return low;
  };
  for (const path of imports.keys()) if (!order.has(path)) visit(path);
  return circles.sort((a, b) => a[0] < b[0] ? -1 : 1);
}

/** What is wrong with an import, or null. */
function problemOf(path: string, specifier: string): string | null {
  const from = roomOf(path);
  if (!/^\.\.?\//.test(specifier)) {
    if (specifier.startsWith("node:") || PINNED.test(specifier)) return null;
    return `imports "${specifier}", expected a relative path, npm:name@x.y.z or node:`;
  }
  const target = join(dirname(path), specifier);
  const to = roomOf(target);
  if (path === "cli.ts") {
    return to === "cli" ? null : `imports "${target}", which is no part of the command line`;
  }
  if (path === "mod.ts") return to === "cli" || to === null ? `re-exports "${target}"` : null;
  if (from === null || floorOf(from) < 0) return "lies in no room of src/";
  if (from === "cli") return null;
  if (to === null) return ASSETS.test(target) ? null : `imports "${target}", which is no part of the library`;
  const [own, other] = [path, target].map((each) => each.match(FAMILY)?.[1]);
  if (own !== undefined && other !== undefined && own !== other) {
    return `imports "${target}", but the back ends of ${own} must not know those of ${other}`;
  }
  if (from === to || floorOf(to) >= 0 && floorOf(to) < floorOf(from)) return null;
  return `imports "${target}", but ${from} must not know of ${to}`;
}

/** The folder of `src/` that a path lies in. */
function roomOf(path: string): string | null {
  return path.match(/^src\/([^/]+)\//)?.[1] ?? null;
}

/** 0 is the lowest floor, −1 is none. */
function floorOf(room: string): number {
  return FLOORS.findIndex((rooms) => rooms.some((name) => name === room));
}

/** What `mod.ts`, `cli.ts` and all TypeScript of `src/` import, of those that are there. */
export async function readImports(root: URL): Promise<Imports> {
  const paths = await sourcePaths(root);
  const all = await Deno.makeTempFile({ suffix: ".ts" });
  try {
    await Deno.writeTextFile(all, paths.map((path) => `import "${new URL(path, root)}";\n`).join(""));
    const { success, stdout, stderr } = await new Deno.Command(Deno.execPath(), {
      args: ["info", "--json", all],
      env: { NO_COLOR: "1", DENO_NO_UPDATE_CHECK: "1" },
    }).output();
    if (!success) throw new Error(new TextDecoder().decode(stderr));
    const { modules }: { modules: readonly InfoModule[] } = JSON.parse(new TextDecoder().decode(stdout));
    const found = new Map(modules.map(({ specifier, dependencies = [] }) => [
      specifier,
      dependencies.map((dependency) => dependency.specifier),
    ]));
    return new Map(paths.map((path) => [path, found.get(new URL(path, root).href) ?? []]));
  } finally {
    await Deno.remove(all);
  }
}

/** What of a module in the answer of `deno info --json` is read here. */
interface InfoModule {
  readonly specifier: string;
  readonly dependencies?: readonly { readonly specifier: string }[];
}

async function sourcePaths(root: URL): Promise<string[]> {
  const paths: string[] = [];
  const walk = async (folder: string): Promise<void> => {
    for await (const { name, isDirectory } of Deno.readDir(new URL(folder, root))) {
      if (isDirectory && (folder !== "" || name === "src")) await walk(`${folder}${name}/`);
      else if (folder === "" ? name === "mod.ts" || name === "cli.ts" : /\.[mc]?tsx?$/.test(name)) {
        paths.push(folder + name);
      }
    }
  };
  await walk("");
  return paths.sort();
}

if (import.meta.main) {
  const imports = await readImports(new URL("../", import.meta.url));
  const violations = [...importViolations(imports), ...crowdedFolders([...imports.keys()])];
  for (const violation of violations) console.log(violation);
  if (violations.length > 0) Deno.exit(1);
}
