/**
 * The messages of an ONNX file, as plain objects. Fields that Interlace never looks at are left out; field numbers
 * are in `schema.ts`. An absent field is undefined, a repeated one that was absent is an empty array after decoding.
 *
 * @module
 */

/** A version of an operator set that a model uses. */
export interface OperatorSetIdProto {
  /** `""` (or absent) is ONNX's own domain. */
  readonly domain?: string;
  readonly version?: number;
}

/** A key and a value, both text. */
export interface StringStringEntryProto {
  readonly key?: string;
  readonly value?: string;
}

/** An array of numbers; which field holds them depends on `dataType`, `dataLocation` and the exporter's taste. */
export interface TensorProto {
  readonly dims?: readonly number[];
  /** A key of `ELEMENT_TYPES`. */
  readonly dataType?: number;
  readonly segment?: { readonly begin?: number; readonly end?: number };
  readonly floatData?: readonly number[];
  /** Also (U)INT8, (U)INT16, BOOL, and the bits of FLOAT16 and BFLOAT16. */
  readonly int32Data?: readonly number[];
  readonly int64Data?: readonly number[];
  readonly name?: string;
  /** Little-endian, row-major. */
  readonly rawData?: Uint8Array;
  readonly doubleData?: readonly number[];
  /** Also UINT32. */
  readonly uint64Data?: readonly number[];
  readonly externalData?: readonly StringStringEntryProto[];
  /** 0: in this message, 1: in a file of its own. */
  readonly dataLocation?: number;
}

/** A tensor that stores non-zero elements only; refused where it is used. */
export interface SparseTensorProto {
  readonly values?: TensorProto;
}

/** A named attribute of a node; one field is set, the one that its type names. */
export interface AttributeProto {
  readonly name?: string;
  /** 1 float, 2 int, 3 string, 4 tensor, 5 graph, 6 floats, 7 ints, 8 strings; old files leave it out. */
  readonly type?: number;
  readonly f?: number;
  readonly i?: number;
  /** UTF-8 text. */
  readonly s?: Uint8Array;
  readonly t?: TensorProto;
  /** A branch or body; its nodes may read names of the graph around it. */
  readonly g?: GraphProto;
  readonly floats?: readonly number[];
  readonly ints?: readonly number[];
  readonly strings?: readonly Uint8Array[];
}

/** One operator of a graph. */
export interface NodeProto {
  /** Names of values; `""` is an optional input that is absent. */
  readonly input?: readonly string[];
  readonly output?: readonly string[];
  readonly name?: string;
  readonly opType?: string;
  readonly domain?: string;
  readonly attribute?: readonly AttributeProto[];
}

/** One size of a shape: a number, or the name of a symbol, or neither. */
export interface DimensionProto {
  readonly dimValue?: number;
  readonly dimParam?: string;
}

/** Type of a value; only dense tensors are supported. */
export interface TypeProto {
  readonly tensorType?: {
    readonly elemType?: number;
    readonly shape?: { readonly dim?: readonly DimensionProto[] };
  };
}

/** Name and type of a graph input or output. */
export interface ValueInfoProto {
  readonly name?: string;
  readonly type?: TypeProto;
}

/** A graph of operators. */
export interface GraphProto {
  readonly node?: readonly NodeProto[];
  readonly name?: string;
  readonly initializer?: readonly TensorProto[];
  readonly sparseInitializer?: readonly SparseTensorProto[];
  readonly input?: readonly ValueInfoProto[];
  readonly output?: readonly ValueInfoProto[];
  /** Of values between inputs and outputs; what Interlace reads has no need of it, others want what it writes to have it. */
  readonly valueInfo?: readonly ValueInfoProto[];
}

/** An operator that the model defines itself. */
export interface FunctionProto {
  readonly name?: string;
  readonly domain?: string;
}

/** A whole ONNX file. */
export interface ModelProto {
  readonly irVersion?: number;
  readonly producerName?: string;
  readonly graph?: GraphProto;
  readonly opsetImport?: readonly OperatorSetIdProto[];
  readonly functions?: readonly FunctionProto[];
}
