import type { FixedType } from "../../fixed/mod.ts";

/** A type, or the wish that it be derived. */
export type Precision = FixedType | "auto";
