import type { FixedType } from "../../fixed/mod.ts";
import type { ModuleBuilder } from "./assembler/builder.ts";
import type { FunctionBody } from "./assembler/encoder.ts";
import type { Margins, TensorLayout } from "./layout.ts";
import type { SimulationPath } from "./paths.ts";

/** A tensor and where its mantissas are. */
export interface PlacedTensor {
  readonly type: FixedType;
  readonly layout: TensorLayout;
  readonly margins: Margins;
}

/** What the code of a stage is written with. */
export interface StageContext {
  readonly builder: ModuleBuilder;
  /** The stage's own function. */
  readonly body: FunctionBody;
  /** What the stage reads; the first of what it joins. */
  readonly x: PlacedTensor;
  readonly y: PlacedTensor;
}

/** That of a stage of two operands. */
export interface JoinContext extends StageContext {
  readonly inputs: readonly [PlacedTensor, PlacedTensor];
}

/** That of a stage of one operand or more. */
export interface MapContext extends StageContext {
  readonly inputs: readonly [PlacedTensor, ...PlacedTensor[]];
}

/** How a stage is computed, for those who want to know. */
export interface StagePath {
  /** Name of the way. */
  readonly path: SimulationPath;
  /** Why this one. */
  readonly why: string;
  /** Bits that the largest intermediate number needs; null where nobody counted. */
  readonly bits: number | null;
}
