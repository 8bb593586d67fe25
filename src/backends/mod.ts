/**
 * Back ends: what writes, runs and builds the code of designs, a folder a family.
 *
 * @module
 */
export {
  type BackendFamily,
  type BuildRecipe,
  type ComparisonName,
  COMPARISONS,
  type ConcurrentExecution,
  type Execute,
  type ExecuteOptions,
  type Execution,
  type RunnerInfo,
  type StageCounts,
  type TestVectors,
} from "./family.ts";
export type { BuildProgram, FamilyPrograms, FoundProgram, ProgramInfo, ToolProgram } from "./programs.ts";
export type { BuildStep } from "./step.ts";
export { FAMILIES, familyOf } from "./table.ts";
