/**
 * Back ends: what writes, runs and builds the code of designs, a folder a family.
 *
 * @module
 */
export type {
  AlveoBoard,
  Board,
  BoardBase,
  BoardPin,
  CardMemory,
  StreamBoard,
  UartBoard,
  ZynqBoard,
} from "./boards/board.ts";
export { BOARD_NAMES, type BoardName, BOARDS } from "./boards/table.ts";
export { boardOf, type Deployment, partOf } from "./deployment.ts";
export { type Packing, packSamples, planPacking } from "./words/packing.ts";
export { WORD_BITS, type WordBits } from "./words/word_bits.ts";
export {
  type BackendFamily,
  type ClockedExecution,
  type ClockedStream,
  type ComparisonName,
  COMPARISONS,
  type ConcurrentExecution,
  type Execute,
  type ExecuteOptions,
  type Execution,
  type ReportedFunctions,
  type StageCounts,
  type TestVectors,
} from "./family.ts";
export type { FamilyTools, RunnerInfo, Runners, Surroundings } from "./family_tools.ts";
export type { LogMeaning } from "./tools/log.ts";
export type {
  BuildProgram,
  FamilyPrograms,
  FoundProgram,
  ProgramInfo,
  ToolProgram,
} from "./tools/programs.ts";
export type {
  BuildCommand,
  BuildPlan,
  BuildRecipe,
  BuildRequest,
  BuildSettings,
  BuildSubject,
  BuildTool,
  ConstraintFile,
} from "./tools/recipe.ts";
export type { RunFlag, RunRequest } from "./tools/run_flag.ts";
export type { RtlRunner } from "./rtl/tools/runner.ts";
export { foreignRunFlags, RUN_FLAGS, type RunnerOptions } from "./tools/runners.ts";
export type { BuildStep } from "./tools/step.ts";
export { FAMILIES, familyOf } from "./table.ts";
export { FAMILY_TOOLS, toolsOf } from "./tools/tools.ts";
