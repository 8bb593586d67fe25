import { isFetched, LATE_PACKAGES, type LatePackage, loadPackage } from "../base/packages.ts";
import type { RunnerInfo, Surroundings } from "../backends/family_tools.ts";
import { BOARD_NAMES, type BoardName, BOARDS } from "../backends/boards/table.ts";
import { findPrograms, type ProgramInfo } from "../backends/tools/programs.ts";
import { FAMILY_TOOLS } from "../backends/tools/tools.ts";
import { defaultCacheFolder } from "../backends/tools/cache_folder.ts";
import { FRONTENDS, loadFrontEnd } from "../frontends/mod.ts";
import type { Flags } from "./arguments/flags.ts";
import { type CliIo, printJson } from "./terminal/io.ts";
import { styleOf } from "./terminal/style.ts";
import { renderTable, type TextTable } from "./terminal/table.ts";
import type { LoadedVerb } from "./verb.ts";
import { loadVerb, VERBS } from "./verbs.ts";
import { isHidden } from "../base/processes/platform.ts";
import { VERSION } from "../base/version.ts";

/** What `doctor --json` prints. */
interface Diagnosis {
  readonly interlace: string;
  readonly deno: string;
  readonly cache: string | null;
  readonly compilers: readonly RunnerInfo[];
  readonly tools: readonly ProgramInfo[];
  /** What projects can be deployed to; `missing` are the commands of those that build for it that are not here. */
  readonly boards: readonly {
    readonly name: BoardName;
    readonly title: string;
    readonly programs: readonly string[];
    readonly missing: readonly string[];
    readonly needs: string;
  }[];
  /** Packages that are fetched when something needs them; `fetched` is null where Deno's cache cannot be seen. */
  readonly packages: readonly (LatePackage & { readonly fetched: boolean | null })[];
  /** Null: not set, or not to be read for want of a permission. */
  readonly environment: Readonly<Record<string, string | null>>;
}

/** What is looked at of the environment, each once. */
const VARIABLES = new Set([
  ...Object.values(FAMILY_TOOLS).flatMap(({ programs, runners }) => [
    ...programs.variables,
    ...runners.variables,
  ]),
  "INTERLACE_CACHE",
]);

/** `doctor`: what this machine can do. */
export const verb: LoadedVerb = {
  async run(flags: Flags, io: CliIo): Promise<number> {
    if (flags.has("fetch")) await fetchAll(io);
    const platform = { os: Deno.build.os, variable: io.env };
    const families = Object.values(FAMILY_TOOLS);
    const runners = await Promise.all(families.map(async ({ runners: { title, find, surroundings } }) => ({
      title,
      found: await find(),
      ...await surroundings(io.env),
    })));
    const tools = (await Promise.all(families.map(({ programs }) => findPrograms(programs, platform))))
      .flat();
    const isHere = (program: string) => tools.some(({ name, path }) => name === program && path !== null);
    const diagnosis: Diagnosis = {
      interlace: VERSION,
      deno: Deno.version.deno,
      cache: defaultCacheFolder() ?? null,
      compilers: runners.flatMap(({ found }) => found),
      tools,
      boards: BOARD_NAMES.map((name) => {
        const { title, programs, needs } = BOARDS[name];
        return { name, title, programs, missing: programs.filter((program) => !isHere(program)), needs };
      }),
      packages: await Promise.all(
        Object.values(LATE_PACKAGES).map(async (each) => ({ ...each, fetched: await isFetched(each) })),
      ),
      environment: Object.fromEntries([...VARIABLES].map((name) => [name, io.env(name) ?? null])),
    };
    const facts = runners.flatMap(({ facts }) => Object.entries(facts));
    if (flags.has("json")) {
      printJson(io, { ...diagnosis, ...Object.fromEntries(facts) });
    } else await print(diagnosis, runners, io);
    return 0;
  },
};

/** Loads all that is not loaded before it is needed: Deno keeps what it has fetched once. */
async function fetchAll(io: CliIo): Promise<void> {
  for (const frontEnd of Object.values(FRONTENDS)) await loadFrontEnd(frontEnd);
  for (const each of VERBS) await loadVerb(each);
  for (const each of Object.values(LATE_PACKAGES)) {
    await loadPackage(each, (line) => io.stderr.write(`${line}\n`));
  }
}

/** What stands in place of what only a variable of the environment would tell that may not be read. */
const HIDDEN = "not known without --allow-env";

/** What runs the code of a family here. */
interface FamilyRunners extends Surroundings {
  readonly title: string;
  readonly found: readonly RunnerInfo[];
}

async function print(
  diagnosis: Diagnosis,
  families: readonly FamilyRunners[],
  io: CliIo,
): Promise<void> {
  const { bold } = styleOf(io, io.stdout);
  const section = async (title: string, table: TextTable) =>
    io.stdout.write(`\n${bold(title)}\n${await renderTable(table, io.stdout)}`);
  io.stdout.write(`Interlace ${diagnosis.interlace}, Deno ${diagnosis.deno}\n`);
  io.stdout.write(
    `compiled programs are kept in ${
      diagnosis.cache ?? `no folder: ${isHidden("HOME") ? HIDDEN : "the environment names none"}`
    }\n`,
  );
  for (const { title, found } of families) {
    await section(title, {
      head: ["program", "usable", "where", "note"],
      rows: found.map(({ name, kind, available, path, note }) => [
        name,
        available ? "yes" : "no",
        path ?? (kind === "wasm" ? "npm package" : ""),
        note ?? "",
      ]),
    });
  }
  await section("Vendor tools", {
    head: ["tool", "version", "where", "enables"],
    rows: diagnosis.tools.map(({ name, version, path, enables }) => [
      name,
      version ?? "",
      path ?? (isHidden("PATH") ? HIDDEN : "not found"),
      enables,
    ]),
  });
  await section("Boards that a project can be deployed to", {
    head: ["board", "is", "takes", "missing here", "and"],
    rows: diagnosis.boards.map(({ name, title, programs, missing, needs }) => [
      name,
      title,
      programs.join(", "),
      isHidden("PATH") ? HIDDEN : missing.join(", "),
      needs,
    ]),
  });
  await section("Packages that are fetched when something needs them (--fetch fetches all)", {
    head: ["package", "here", "MB", "needed for"],
    rows: diagnosis.packages.map(({ title, fetched, megabytes, neededFor }) => [
      title,
      fetched === null ? HIDDEN : fetched ? "yes" : "no",
      megabytes,
      neededFor,
    ]),
  });
  await section("Environment", {
    head: ["variable", "value"],
    rows: Object.entries(diagnosis.environment).map((
      [name, value],
    ) => [name, value ?? (isHidden(name) ? HIDDEN : "not set")]),
  });
  io.stdout.write(`\n${families.flatMap(({ lines }) => lines).join("\n")}\n`);
}
