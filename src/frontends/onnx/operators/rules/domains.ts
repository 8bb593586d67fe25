import { CHANNELS_LAST, CHANNELS_LAST_DOMAIN } from "../channels_last.ts";
import type { Fold, Operator } from "../operator.ts";
import { OWN, QUANTISERS as QUANTISER_SCHEMAS, type Schemas } from "./schema_check.ts";
import { FOLDS, OPERATORS, QUANTISER_FOLDS, QUANTISERS } from "../table.ts";

/** The operators of a domain, by operator type. */
export interface OperatorSet {
  /** Those that may read computed tensors. */
  readonly operators: ReadonlyMap<string, Operator>;
  /** Those that are computed at import where all their inputs are constants. */
  readonly folds: ReadonlyMap<string, Fold>;
  /** What inputs, outputs and attributes they have. */
  readonly schemas: () => Schemas;
  /** Whether its operators are ONNX's own, or do the same to tensors with their axes in another order. */
  readonly isOwn?: boolean;
  /** Version of the operator set whose schemas hold; default: the model's version of ONNX's own. */
  readonly version?: number;
}

const QONNX: OperatorSet = {
  operators: QUANTISERS,
  folds: QUANTISER_FOLDS,
  schemas: QUANTISER_SCHEMAS,
  version: 1,
};
/** QONNX's operators of tensors with their channels behind all other axes. */
const LAST: OperatorSet = { operators: CHANNELS_LAST, folds: new Map(), schemas: OWN, isOwn: true };
/** ONNX Runtime's own operators: its quantiser writes codes of 16 bits in this domain, whatever the operator set. */
const MICROSOFT: OperatorSet = {
  operators: onlyLinearQuantisers(OPERATORS),
  folds: onlyLinearQuantisers(FOLDS),
  schemas: QUANTISER_SCHEMAS,
  version: 1,
};

const DOMAINS: ReadonlyMap<string, OperatorSet> = new Map<string, OperatorSet>([
  ["", { operators: OPERATORS, folds: FOLDS, schemas: OWN, isOwn: true }],
  ["qonnx.custom_op.general", QONNX],
  ["finn.custom_op.general", QONNX],
  ["onnx.brevitas", QONNX],
  [CHANNELS_LAST_DOMAIN, LAST],
  ["com.microsoft", MICROSOFT],
]);

function onlyLinearQuantisers<T>(all: ReadonlyMap<string, T>): ReadonlyMap<string, T> {
  return new Map([...all].filter(([type]) => type === "DequantizeLinear" || type === "QuantizeLinear"));
}

/** The operators of a domain; undefined if it is not known. ONNX's own domain is `""`. */
export function operatorSet(domain: string): OperatorSet | undefined {
  return DOMAINS.get(domain);
}
