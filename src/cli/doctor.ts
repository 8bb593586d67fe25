import { type CompilerInfo, findCompilers } from "../csim/mod.ts";
import { defaultCacheFolder } from "../csim/cache.ts";
import { findVendorTools, type VendorTool } from "./doctor_tools.ts";
import type { Flags } from "./flags.ts";
import { installedHeaders } from "./headers.ts";
import { type CliIo, printJson } from "./io.ts";
import { styleOf } from "./style.ts";
import { renderTable, type TextTable } from "./table.ts";
import type { LoadedVerb } from "./verb.ts";
import { VERSION } from "../base/mod.ts";

/** What `doctor --json` prints. */
interface Diagnosis {
  readonly interlace: string;
  readonly deno: string;
  readonly cache: string | null;
  readonly compilers: readonly CompilerInfo[];
  readonly tools: readonly VendorTool[];
  readonly environment: Readonly<Record<string, string | null>>;
  /** Folder of the vendor's headers that verify compiles with; null: our own. */
  readonly vendorHeaders: string | null;
}

const VARIABLES = ["XILINX_HLS", "XILINX_VITIS", "INTERLACE_CXX", "INTERLACE_CACHE"];

/** `doctor`: what this machine can do. */
export const verb: LoadedVerb = {
  async run(flags: Flags, io: CliIo): Promise<number> {
    const diagnosis: Diagnosis = {
      interlace: VERSION,
      deno: Deno.version.deno,
      cache: defaultCacheFolder() ?? null,
      compilers: await findCompilers(),
      tools: await findVendorTools(io),
      environment: Object.fromEntries(VARIABLES.map((name) => [name, io.env(name) ?? null])),
      vendorHeaders: await installedHeaders(io) ?? null,
    };
    if (flags.has("json")) printJson(io, diagnosis);
    else await print(diagnosis, io);
    return 0;
  },
};

async function print(diagnosis: Diagnosis, io: CliIo): Promise<void> {
  const { bold } = styleOf(io, io.stdout);
  const section = async (title: string, table: TextTable) =>
    io.stdout.write(`\n${bold(title)}\n${await renderTable(table)}`);
  io.stdout.write(`Interlace ${diagnosis.interlace}, Deno ${diagnosis.deno}\n`);
  io.stdout.write(
    `compiled programs are kept in ${diagnosis.cache ?? "no folder: the environment names none"}\n`,
  );
  await section("Compilers: any one of them enables verify", {
    head: ["compiler", "usable", "where", "note"],
    rows: diagnosis.compilers.map(({ name, available, path, note }) => [
      name,
      available ? "yes" : "no",
      path ?? "npm package",
      note ?? "",
    ]),
  });
  await section("Vendor tools", {
    head: ["tool", "version", "where", "enables"],
    rows: diagnosis.tools.map(({ name, version, path, enables }) => [
      name,
      version ?? "",
      path ?? "not found",
      enables,
    ]),
  });
  await section("Environment", {
    head: ["variable", "value"],
    rows: Object.entries(diagnosis.environment).map(([name, value]) => [name, value ?? "not set"]),
  });
  io.stdout.write(`\nverify compiles with ${diagnosis.vendorHeaders ?? "Interlace's own ap_fixed.h"}\n`);
}
