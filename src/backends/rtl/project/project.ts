import {
  type Design,
  memoriesOfDesign,
  stageTitle,
  streamNamed,
  streamsOf,
  tensorOf,
} from "../../../design/mod.ts";
import { printFixedType } from "../../../fixed/mod.ts";
import type { TestVectors } from "../../family.ts";
import { checkScriptText } from "../../tools/script_text.ts";
import { beatsFile } from "../simulation/beats.ts";
import { selfTest } from "./self_test.ts";
import { patienceOf, renderRtl, type RtlProject } from "./render.ts";
import { isPlaced } from "../gates/parts.ts";
import { QUARTUS_SCRIPT, quartusScript, VIVADO_SCRIPT, vivadoScript } from "./scripts.ts";
import { boardOf, type Deployment } from "../../deployment.ts";
import { deployedTop, naming, SELF_TEST } from "../text/names.ts";
import { renderShell } from "./shell.ts";
import { shellReadme } from "./shell_readme.ts";
import { renderUartBoard } from "./uart_board.ts";
import { uartFiles, uartReadme } from "./uart_files.ts";

/** Folder of a project that holds everything that is synthesised. */
export const FOLDER = "rtl";

/** Folder of a project that holds its test bench: samples, what comes out of them, and what compares. */
const TEST_FOLDER = "sim";

/**
 * The files of a project in Verilog: modules and memories, a test bench that compares, scripts, a description.
 *
 * @throws {InterlaceError} for what there is no module for yet, everything at once, and for text that no script may hold.
 */
export function renderRtlProject(
  design: Design,
  vectors: TestVectors,
  deployment: Deployment | null = null,
): ReadonlyMap<string, string> {
  checkScriptText(design);
  const project = renderRtl(design);
  const { modules, files, page, ...pins } = around(design, deployment) ??
    { modules: [], files: [], page: "", top: project.top, clock: "clk" };
  const request = { design, folder: FOLDER, ...pins };
  return new Map([
    ...[...project.files, ...modules].map(([name, text]) => [`${FOLDER}/${name}`, text] as const),
    ...[...testFiles(design, project, vectors)].map(([name, text]) =>
      [`${TEST_FOLDER}/${name}`, text] as const
    ),
    [VIVADO_SCRIPT, vivadoScript(request)],
    [QUARTUS_SCRIPT, quartusScript(request)],
    ...files,
    ["README.md", readme(design, project) + page],
  ]);
}

/** What stands around a network: modules, other files, a part of the page; the module of the pins, and its clock. */
function around(design: Design, deployment: Deployment | null) {
  if (deployment === null) return null;
  const board = boardOf(deployment);
  const top = deployedTop(design, deployment);
  const shell = renderShell(design, deployment);
  const page = shellReadme(design, deployment);
  if (board.kind !== "uart") return { modules: [...shell], files: [], page, top, clock: "aclk" };
  return {
    modules: [...shell, ...renderUartBoard(design, deployment, board)],
    files: [...uartFiles(design, deployment, board)],
    page: page + uartReadme(design, deployment, board),
    top,
    clock: "clk",
  };
}

function testFiles(
  design: Design,
  project: RtlProject,
  { inputs, expected }: TestVectors,
): ReadonlyMap<string, string> {
  // Ports are quiet while an image is inside: twice as long as is scheduled, or all of its beats one by one.
  let beats = 0;
  for (const tensor of streamsOf(design)) beats += tensor.beats.count;
  const patience = patienceOf(project) + 2 * (design.schedule?.latencyCycles ?? beats);
  const files = new Map(selfTest(design, { samples: inputs[0].shape[0], patience }));
  design.inputs.forEach(({ tensor }, i) => {
    const plan = streamNamed(design, tensor);
    files.set(naming.memory(plan.id, "beats"), beatsFile(inputs[i], plan));
  });
  design.outputs.forEach(({ tensor }, i) => {
    const plan = streamNamed(design, tensor);
    files.set(naming.memory(plan.id, "expected"), beatsFile(expected[i], plan));
  });
  return files;
}

/** What a person has to know who puts the top module into a design of their own. */
function readme(design: Design, { top, stages }: RtlProject): string {
  const { schedule } = design;
  const row = (cells: readonly (string | number)[]) => `| ${cells.join(" | ")} |`;
  const ports = [
    ...design.inputs.map((port) => ({ port, way: "in" })),
    ...design.outputs.map((port) => ({ port, way: "out" })),
  ].map(({ port, way }) => {
    const { id, beats, type } = streamNamed(design, port.tensor);
    return row([
      `\`${id}\``,
      way,
      beats.count,
      beats.width,
      `\`${printFixedType(type)}\``,
      beats.width * type.width,
    ]);
  });
  return [
    `# ${top}`,
    "",
    `Verilog-2005 of Interlace. \`${FOLDER}/\` holds everything that is synthesised: the top module \`${top}\`, a module a stage,`,
    "memories of constants (`.mem`, read by `$readmemh`; a tool has to find them by their names alone).",
    "",
    "## Ports",
    "",
    "`clk` is the one clock; `rst` is a synchronous reset, active high: a cycle of it is enough, and no beat passes in that",
    "behind it. Every stream has `<name>_valid`, `<name>_ready` and `<name>_data`; a beat passes at a rising edge at which",
    "valid and ready are 1. What an output offers stays until it is taken, but for a reset; `ready` of an input does not wait",
    "for its `valid`, nor `valid` of an output for its `ready`. Images follow each other without a mark: the next beat behind",
    "the last of an image is the first of the next.",
    "",
    row(["stream", "way", "beats an image", "elements a beat", "type of an element", "bits of `data`"]),
    row(["---", "---", "---", "---", "---", "---"]),
    ...ports,
    "",
    "Elements travel in row-major order, channels last. Element i of a beat lies in bits `i·W … i·W + W − 1` of `data`, W being",
    "the width of its type: the mantissa, in two's complement where the type has a sign.",
    "",
    "## Cycles",
    "",
    ...schedule === null ? ["The network is too large to be scheduled."] : [
      `The first output after ${schedule.firstOutputCycles} cycles, the first image after ${schedule.latencyCycles}, then an image every`,
      `${schedule.intervalCycles}: exactly, where inputs come and outputs go without a pause. \`verify\` prints the cycles that simulation`,
      "counts beside it.",
    ],
    "",
    row(["stage", "module", "what it does"]),
    row(["---", "---", "---"]),
    ...stages.map(({ stage, module }) =>
      row([`\`${naming.stage(stage.id)}\``, `\`${module.module}\``, module.about ?? stageTitle(stage.plan)])
    ),
    "",
    "## Memories",
    "",
    "Every stage and every FIFO with what it keeps. They are arrays without attributes: of what they are made, the tool decides.",
    "",
    row(["of", "keeps", "how many", "words", "bits of a word"]),
    row(["---", "---", "---", "---", "---"]),
    ...memoriesOfDesign(design).map(({ of, role, count, words, bits }) =>
      row([`\`${tensorOf(design, of).id}\``, role, count, words, bits])
    ),
    "",
    "## Use",
    "",
    "```sh",
    "# The test bench compares the samples of this project with the outputs that the bit-exact simulator gave:",
    `mkdir -p work && cp ${FOLDER}/*.mem ${TEST_FOLDER}/*.mem work`,
    `iverilog -g2005 -s ${SELF_TEST} -o work/test.vvp ${FOLDER}/*.v ${TEST_FOLDER}/*.v && (cd work && vvp -n test.vvp)`,
    ...isPlaced(design.part)
      ? [
        "deno run -A cli.ts build .               # of Interlace: cells, clock and bitstream by Yosys and nextpnr",
      ]
      : [
        `vivado -mode batch -source ${VIVADO_SCRIPT}    # logic synthesis, out of context`,
        `quartus_sh -t ${QUARTUS_SCRIPT}                # compilation`,
      ],
    "```",
    "",
  ].join("\n");
}
