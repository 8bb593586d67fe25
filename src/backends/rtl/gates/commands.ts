import { createHash } from "node:crypto";
import { readFile, rm } from "node:fs/promises";
import { join } from "node:path";
import { z } from "npm:zod@4.6.7";
import { largest } from "../../../base/numbers/extremes.ts";
import { type BuildCommand, type BuildRequest, programFor } from "../../tools/recipe.ts";
import { deployedTop, topName } from "../text/names.ts";
import { RTL_MODULES } from "../project/sources.ts";
import { BITSTREAM, LOGIC_SYNTHESIS } from "../tools/steps.ts";
import { CONSTRAINTS } from "../project/uart_files.ts";
import { absorbRegisters, asNetlist } from "./block_ram_registers.ts";
import { readFacts, writeFacts } from "./facts.ts";
import { placing, resultsFolder, ROLES } from "./names.ts";
import type { GatePack, GatePart, GatePlace } from "./parts.ts";
import { pinsName, renderPins } from "./pins.ts";
import { damagedResult, makeFolder, readResult, writeResult } from "./results.ts";
import { SYNTHESIS_FILES, synthesisScript } from "./script.ts";
import { fastestSeed, PLACEMENT, removeSeeds, seedFolder } from "./seeds.ts";

/** What every command of a build has in common. */
const COMMAND = { env: {}, script: "the build", phase: null };

/** Synthesis from nothing: what earlier ones left is removed. */
export async function* synthesise(part: GatePart, request: BuildRequest): AsyncIterable<BuildCommand> {
  const folder = resultsFolder(request.name);
  await rm(join(request.folder, folder), { recursive: true, force: true });
  const design = await request.design();
  const network = topName(design);
  const sources = request.files.filter((path) => /^rtl\/\w+\.v$/.test(path));
  for (const [name, text] of Object.entries(part.modules)) {
    const at = sources.indexOf(`rtl/${name}.v`);
    // One that somebody changed is taken as it is.
    if (at < 0 || await readFile(join(request.folder, sources[at]), "utf8") !== RTL_MODULES[name]) continue;
    await writeResult(join(request.folder, folder, `${name}.v`), text);
    sources[at] = `${folder}/${name}.v`;
  }
  const pins = request.deployment !== null || part.place === null
    ? new Map<string, string>()
    : renderPins(design);
  for (const [name, text] of pins) {
    // A module that the project has is taken as it is there.
    if (sources.includes(`rtl/${name}`)) continue;
    await writeResult(join(request.folder, folder, name), text);
    sources.push(`${folder}/${name}`);
  }
  const top = request.deployment !== null
    ? deployedTop(design, request.deployment)
    : pins.size > 0
    ? pinsName(design)
    : network;
  const around = request.deployment !== null
    ? ["*_words", "control"]
    : pins.size > 0
    ? ["*_words", "*_bytes"]
    : [];
  const script = synthesisScript({ sources, top, network, around, pass: part.synthesis, folder });
  await writeResult(join(request.folder, folder, SYNTHESIS_FILES.script), script);
  const { command } = programFor(request, ROLES.synthesis);
  const version = versionQuery(command, ["-V"], /^Yosys (\d[\w.+-]*)/);
  yield { ...version.command, phase: LOGIC_SYNTHESIS.title };
  await writeFacts(join(request.folder, folder), {
    top: network,
    part: part.name,
    clockNs: request.clockPeriod,
    latencyCycles: design.schedule?.latencyCycles ?? null,
    intervalCycles: design.schedule?.intervalCycles ?? null,
    synthesiser: { name: "Yosys", version: version.found() },
    netlist: null,
    registersInBlockRam: null,
    placer: null,
  });
  yield {
    ...COMMAND,
    command,
    args: ["-l", `${folder}/${SYNTHESIS_FILES.log}`, "-s", `${folder}/${SYNTHESIS_FILES.script}`],
  };
  const results = join(request.folder, folder);
  const registersInBlockRam = part.absorbsRegisters ? await takeRegistersIn(results) : null;
  await writeFacts(results, {
    ...await readFacts(results),
    registersInBlockRam,
    netlist: await netlistHash(results),
  });
}

/** SHA-256 of the netlist; null where there is none. */
async function netlistHash(results: string): Promise<string | null> {
  const contents = await readFile(join(results, SYNTHESIS_FILES.netlist)).catch(() => null);
  return contents === null ? null : createHash("sha256").update(contents).digest("hex");
}

/** Takes registers of the netlist that synthesis left into its block RAMs; how many. */
async function takeRegistersIn(results: string): Promise<number> {
  const path = join(results, SYNTHESIS_FILES.netlist);
  const netlist = asNetlist(await readResult(path));
  if (netlist === null) {
    throw damagedResult(
      `Cannot read the netlist ${path}: it is none of Yosys, or too large to be held`,
      path,
    );
  }
  const count = absorbRegisters(netlist);
  await writeResult(path, JSON.stringify(netlist));
  return count;
}

/** The file that says where pins are: a user's own, else that of the project's board, from the project's folder. */
function sitesOf({ files, constraints }: BuildRequest): readonly string[] {
  if (constraints !== null) return [constraints.path];
  return files.includes(CONSTRAINTS) ? [CONSTRAINTS] : [];
}

const counted = z.object({ num_cells: z.number() });
const counts = z.object({ modules: z.record(z.string(), counted), design: counted.optional() });

/** Cells of the netlist that synthesis left, as its own count of the whole design says. */
async function netlistCells(results: string): Promise<number> {
  const path = join(results, SYNTHESIS_FILES.cells);
  const read = counts.safeParse(await readResult(path));
  if (read.success) {
    const { modules, design } = read.data;
    return design?.num_cells ?? largest(Object.values(modules).map(({ num_cells }) => num_cells), 0);
  }
  throw damagedResult(`Cannot place ${results}: the count of its cells is damaged`, path);
}

/** Place and route with every seed, of what synthesis left. */
export async function* placeAndRoute(place: GatePlace, request: BuildRequest): AsyncIterable<BuildCommand> {
  const folder = resultsFolder(request.name);
  const results = join(request.folder, folder);
  const facts = await readFacts(results);
  if (facts.netlist === null || facts.netlist !== await netlistHash(results)) {
    throw damagedResult(
      `Cannot place ${results}: its netlist is not the one that synthesis left`,
      join(results, SYNTHESIS_FILES.netlist),
    );
  }
  await removeSeeds(results);
  await rm(join(results, bitstreamName(request)), { force: true });
  const { command } = programFor(request, ROLES.placement);
  const [first] = request.seeds;
  const version = versionQuery(command, ["--version"], /\(Version (?:nextpnr-)?(\d[\w.+-]*)\)/);
  yield { ...version.command, phase: placing(first) };
  await writeFacts(results, {
    ...facts,
    placer: { name: "nextpnr", version: version.found() },
  });
  const ofCells = place.argsOf(await netlistCells(results));
  for (const seed of request.seeds) {
    const own = seedFolder(seed);
    await makeFolder(join(results, own));
    yield {
      ...COMMAND,
      command,
      args: [
        ...place.args,
        ...ofCells,
        ...sitesOf(request).flatMap((path) => place.constraints.args(path)),
        "--json",
        `${folder}/${SYNTHESIS_FILES.netlist}`,
        place.result.option,
        `${folder}/${own}/${request.name}${place.result.ending}`,
        "--report",
        `${folder}/${own}/${PLACEMENT}`,
        "--log",
        `${folder}/${own}/placement.log`,
        "--freq",
        (1000 / request.clockPeriod).toFixed(3),
        "--seed",
        String(seed),
        // A clock that is missed is told as such: what it reaches is what people want to know.
        "--timing-allow-fail",
      ],
      phase: seed === first ? null : placing(seed),
    };
  }
}

/** The file of a bitstream among the results. */
function bitstreamName({ name }: BuildRequest): string {
  return `${name}.bit`;
}

/** A bitstream of the fastest placement. */
export async function packed(
  pack: GatePack,
  { result }: GatePlace,
  request: BuildRequest,
): Promise<BuildCommand> {
  const folder = resultsFolder(request.name);
  const seed = await fastestSeed(join(request.folder, folder), request.seeds);
  return {
    ...COMMAND,
    command: programFor(request, ROLES.bitstream).command,
    args: pack.args(
      `${folder}/${seedFolder(seed)}/${request.name}${result.ending}`,
      `${folder}/${bitstreamName(request)}`,
    ),
    phase: BITSTREAM.title,
  };
}

/** A command that tells a version, and what it told. */
function versionQuery(command: string, args: readonly string[], pattern: RegExp) {
  let version: string | null = null;
  return {
    command: {
      ...COMMAND,
      command,
      args,
      line: (text: string) => void (version ??= text.match(pattern)?.[1] ?? null),
    },
    found: () => version,
  };
}
