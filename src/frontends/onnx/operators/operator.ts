import type { LayerKind } from "../../../layers/mod.ts";
import type { OnnxNode } from "../node.ts";
import type { ConstantTensor } from "../file/tensor.ts";
import type { Value } from "../file/value.ts";

/** How an operator that reads computed tensors becomes layers. */
export interface Operator {
  /** First version of ONNX's operator set that is read right; default 6. */
  readonly since?: number;
  /** Whether each element of the result depends on the same element of the input alone, so that any order will do. */
  readonly elementwise?: boolean;
  /**
   * Complains of what attributes and constants alone show to be unsupported. It runs even where an input comes from a
   * node that could not be imported, so that one message names everything.
   * @throws {Refusal}
   */
  readonly check?: (node: OnnxNode) => void;
  /**
   * Adds the node's layers and returns what its first output stands for, or its first outputs.
   * @throws {Refusal} if the node is not supported.
   */
  readonly convert: (node: OnnxNode) => Value | readonly Value[];
}

/**
 * How an operator is computed where all its inputs are constants; the result's name is filled in by the caller.
 * @throws {Refusal} if the node is not supported.
 */
export type Fold = (node: OnnxNode) => Omit<ConstantTensor, "name">;

/** When an operator lets a scale pass: always, where no input is a constant, or where the numbers that it adds are 0. */
export type ScalePassage = "always" | "of tensors alone" | "where it pads with 0";

/** All that is known of an operator. */
export interface Entry {
  /** How it reads computed tensors; absent where it does not by itself. */
  readonly operator?: Operator;
  /** How it is computed between constants; absent where it is not. */
  readonly fold?: Fold;
  /** What it becomes layers of; default: of none. */
  readonly kinds?: readonly LayerKind[];
  /** What of it is read, for the documentation. */
  readonly supported: string;
  /**
   * When it is an f with f(s·x) = s·f(x) for every s > 0, so that the scale of a quantised tensor passes through it; default:
   * never.
   */
  readonly passesScale?: ScalePassage;
  /** Whether its fold moves numbers about and leaves each as it is: it does the same to codes and scales. Default false. */
  readonly movesOnly?: boolean;
  /** What is refused with a reason, beside other types than floating point, more than three axes, and mixed or moved samples. */
  readonly refused?: string;
}
