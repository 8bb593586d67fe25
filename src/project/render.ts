import { boardTargets, reachesBoard } from "../backends/board_targets.ts";
import {
  BOARD_NAMES,
  boardOf,
  type Deployment,
  familyOf,
  partOf,
  type TestVectors,
  toolsOf,
  WORD_BITS,
} from "../backends/mod.ts";
import { InterlaceError } from "../base/mod.ts";
import { checkOptions, isFields, isList, isOneOf, type OptionRule } from "../base/options.ts";
import { type Design, tensorOf } from "../design/mod.ts";
import { encodeInputs, randomInputs, simulateOutputs } from "../simulate/mod.ts";
import { type FixedTensor, sizeOf } from "../tensor/mod.ts";
import { MANIFEST, type ProjectFiles, renderManifest, storeModel } from "./manifest.ts";
import { checkIsDesign } from "../design/check_handed.ts";

/** Samples of a test bench that was given none. */
const DEFAULT_SAMPLES = 4;

/** Numbers that go in and come out in these samples: a design of large tensors gets fewer, but one. */
const MAX_NUMBERS = 2 ** 22;

/** Seed of these samples; a project is the same however often it is made. */
const DEFAULT_SEED = 1;

/**
 * How many samples the test bench of a design gets that was given none: one at the limits of the input types, the others
 * random.
 */
export function defaultSamples(design: Design): number {
  const numbers = [...design.inputs, ...design.outputs]
    .reduce((sum, { tensor }) => sum + sizeOf(tensorOf(design, tensor).shape), 0);
  return Math.max(1, Math.min(DEFAULT_SAMPLES, Math.floor(MAX_NUMBERS / numbers)));
}

const isDeployment: OptionRule = isFields<Deployment>({
  board: isOneOf(BOARD_NAMES),
  wordBits: isOneOf(WORD_BITS),
});

/**
 * Refuses to deploy a design whose back ends have nothing to stand around it, in words that the board does not take, or
 * for another part than the board's.
 *
 * @throws {InterlaceError} saying what would do.
 */
function checkDeployment(design: Design, deployment: Deployment): void {
  const board = boardOf(deployment);
  const part = partOf(board);
  if (!reachesBoard(design.target, board)) {
    const others = boardTargets(board).map(({ name }) => name);
    throw refusal(
      design,
      deployment,
      `back end ${design.target.name} has nothing to stand around the network there`,
      `Choose back end ${others.join(" or ")}: --backend ${others[0]}.`,
    );
  }
  if (!board.wordBits.includes(deployment.wordBits)) {
    const known = board.wordBits.join(", ");
    throw refusal(
      design,
      deployment,
      `it takes no words of ${deployment.wordBits} bits`,
      `Words may have ${known} bits.`,
    );
  }
  if (part !== undefined && design.part !== part) {
    throw refusal(
      design,
      deployment,
      `it has the part ${part}, and the design is for ${design.part}`,
      `Set the part to ${part}, or leave it out.`,
    );
  }
}

function refusal(design: Design, { board }: Deployment, what: string, hint: string): InterlaceError {
  return new InterlaceError(`Cannot deploy "${design.name}" to ${board}: ${what}`, {
    code: "option-invalid",
    place: { field: "deploy" },
    hint,
  });
}

/** Options of {@linkcode renderProject}. */
export interface ProjectOptions {
  /** Mantissas `[samples, ...shape]` for the test bench, one tensor an input of the design. */
  readonly inputs?: readonly FixedTensor[];
  /** What stands around the network; nothing, if absent. */
  readonly deployment?: Deployment;
}

/**
 * Renders a whole project: firmware, test bench with inputs and expected mantissas, build script, a copy of the model
 * and `interlace.json`, so that it can be verified again wherever it is. Pure: the same design gives the same bytes.
 *
 * @returns Relative POSIX paths to contents.
 * @throws {InterlaceError} for text of a user or constants that its files cannot hold.
 * @example
 * ```ts
 * import { createDesign } from "../design/mod.ts";
 * import { buildModel } from "../model/mod.ts";
 * import { renderProject } from "./render.ts";
 *
 * const model = buildModel("tiny", (b) => b.relu(b.input({ length: 8, channels: 2 })));
 * const project = renderProject(createDesign(model));
 * project.has("firmware/tiny.cpp"); // true
 * ```
 * @category Projects
 */
export function renderProject(design: Design, options: ProjectOptions = {}): ProjectFiles {
  checkIsDesign("render a project", design);
  checkOptions("render a project", options, { inputs: isList, deployment: isDeployment });
  if (options.deployment !== undefined) checkDeployment(design, options.deployment);
  const { check, topName } = toolsOf(design.target);
  check(design);
  const { stored, files: modelFiles } = storeModel(design.model);
  const files = new Map<string, string | Uint8Array>([
    ...familyOf(design.target).render(design, testVectors(design, options.inputs), options.deployment),
    ...modelFiles,
  ]);
  files.set(
    MANIFEST,
    renderManifest(design, { top: topName(design), stored, deployment: options.deployment }, files),
  );
  return files;
}

function testVectors(design: Design, given: readonly FixedTensor[] | undefined): TestVectors {
  const inputs = given ??
    encodeInputs(design, randomInputs(design, { samples: defaultSamples(design), seed: DEFAULT_SEED }));
  return { inputs, expected: simulateOutputs(design, inputs) };
}
