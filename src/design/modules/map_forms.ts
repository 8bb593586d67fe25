/** What computes a map where pipelines are elastic: a template of its own for the formulas of most layers, or wires. */
import type {
  Expression,
  LookupNode,
  LookupTable,
  Operator,
  QuotientNode,
  TableSymmetry,
} from "../../layers/mod.ts";
import type { MetSum, ModuleCast } from "./exact_sums.ts";
import type { PlanBase } from "../plans/plan_base.ts";

/** What computes the elements of a map. */
export type MapForm = MergeForm | TableForm | LineForm | ExpressionForm;

/** One operation on two elements, or its share. */
export interface MergeForm extends PlanBase<"merge"> {
  /** What the elements make. */
  readonly operation: Operator;
  /** The exact result. */
  readonly met: MetSum;
  /** Bits of the index of a beat. */
  readonly beatBits: number;
  /** What the result is divided by; 1 where it is not. */
  readonly divisor: number;
  /** Bits of that. */
  readonly divisorBits: number;
}

/** An entry of one table, and what follows from it. */
export interface TableForm extends PlanBase<"table"> {
  /** What is read. */
  readonly table: LookupTable;
  /** What is made of an entry. */
  readonly symmetry: TableSymmetry;
  /** Bits of a place with its sign: of a base, an offset and their sum. */
  readonly placeBits: number;
  /** Bits that an entry and the element are moved up to the fraction bits of the exact result. */
  readonly lifts: { readonly entry: number; readonly x: number };
  /** By what the element is multiplied where the function is linear, else 0; with as many fraction bits. */
  readonly slope: { readonly factor: bigint; readonly bits: number };
  /** The 1 that entries are taken from, else 0; with as many fraction bits. */
  readonly one: bigint;
  /** Bits of the exact result, its sign included. */
  readonly exactBits: number;
  /** How that is cast. */
  readonly result: ModuleCast;
}

/** A line with at most one bend. */
export interface LineForm extends PlanBase<"line"> {
  /** Its numbers. */
  readonly line: BentLine;
  /** How its constants repeat; null where they do not from beat to beat, for which there is no module. */
  readonly turns: BeatTurns | null;
  /** Bits of a factor, its sign included. */
  readonly factorBits: number;
  /** Bits of the exact result, its sign included. */
  readonly exactBits: number;
  /** Whether a product is more than wires. */
  readonly multiplies: boolean;
  /** How the exact result is cast. */
  readonly result: ModuleCast;
}

/** y = (x > knee ? up : down)·x + shift, brought between two ends; mantissas all of them. */
export interface BentLine {
  /** Fraction bits of the exact result. */
  readonly fraction: number;
  /** Where it bends, a mantissa of the element. */
  readonly knee: bigint;
  /** Factors above, one an element of the period; their products with x have the fraction bits above. */
  readonly up: readonly bigint[];
  /** Factors up to it. */
  readonly down: readonly bigint[];
  /** What is added. */
  readonly shift: readonly bigint[];
  /** Null where there is no end below. */
  readonly least: bigint | null;
  /** Null where there is no end above. */
  readonly most: bigint | null;
}

/** Any formula, node by node. */
export interface ExpressionForm extends PlanBase<"expression"> {
  /** How its constants repeat; null where they do not from beat to beat, for which there is no module. */
  readonly turns: BeatTurns | null;
  /** Bits of the index of a beat. */
  readonly beatBits: number;
  /** Its wires. */
  readonly widths: ExpressionWidths;
}

/** Widths of the wires of an expression, signs included. */
export interface ExpressionWidths {
  /** Of every node. A shift only moves the point, and is the wire that it shifts. */
  readonly nodes: ReadonlyMap<Expression, number>;
  /** Of each look-up. */
  readonly lookups: ReadonlyMap<LookupNode, LookupWidths>;
  /** Of dividend, divisor and rest of each division. */
  readonly dividends: ReadonlyMap<QuotientNode, number>;
}

/** Widths of a look-up. */
export interface LookupWidths {
  /** Bits of a place, and of all that it is compared with, a sign included. */
  readonly place: number;
  /** Bits of the index of an entry. */
  readonly address: number;
}

/** How constants repeat along beats. */
export interface BeatTurns {
  /** Beats until they repeat; 1 where each has all of them. */
  readonly beats: number;
  /** Bits of the index of such a beat. */
  readonly bits: number;
}
