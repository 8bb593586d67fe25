import {
  type Design,
  fifoMemory,
  type IoType,
  type MemoryRule,
  streamOf,
  type TensorPlan,
} from "../../../design/mod.ts";
import { sizeOf } from "../../../tensor/mod.ts";
import { naming } from "../names/naming.ts";
import { fifoPragma } from "../project/storage.ts";

/** Whether a port is read or written. */
export type PortRole = "input" | "output";

/** How tensors travel in generated C++: everything that differs between the io types outside of kernels. */
export interface Travel {
  /** Whether in streams, whose ends can wait for each other. */
  readonly streams: boolean;
  /** A tensor as a parameter of the top function. */
  readonly parameter: (space: string, tensor: TensorPlan) => string;
  /** Pragmas of a port, one a kind. */
  readonly portPragmas: readonly ((id: string, role: PortRole) => string)[];
  /** Declaration of a tensor between two stages. */
  readonly local: (space: string, tensor: TensorPlan, rule: MemoryRule) => {
    readonly declaration: string;
    readonly pragmas: readonly string[];
  };
  /** Statement by which a host build looks at the tensor of this index. */
  readonly trace: (space: string, index: number, tensor: TensorPlan) => string;
  /** Statement that runs a kernel. */
  readonly process: (call: string) => string;
}

const TRAVELS: Readonly<Record<IoType, Travel>> = {
  io_stream: {
    streams: true,
    parameter: (space, { id }) => `hls::stream<${space}::${naming.beat(id)}> &${id}`,
    portPragmas: [(id) => `INTERFACE mode=axis port=${id}`, (id) => `AGGREGATE variable=${id}`],
    local: (space, tensor, rule) => {
      const stream = streamOf(tensor);
      const { id, depth } = stream;
      return {
        declaration: `hls::stream<${space}::${naming.beat(id)}> ${id}("${id}");`,
        pragmas: [
          `STREAM variable=${id} depth=${depth}`,
          fifoPragma(id, fifoMemory(stream, rule)),
          `AGGREGATE variable=${id}`,
        ],
      };
    },
    trace: (space, index, tensor) => {
      const { id, beats } = streamOf(tensor);
      return `NNET_TRACE_STREAM(${index}, ${beats.count}, ${id}, ${space}::${naming.beat(id)});`;
    },
    process: (call) => `NNET_PROCESS(${call});`,
  },
  io_parallel: {
    streams: false,
    parameter: (space, { id, shape }) => `${space}::${naming.type(id)} ${id}[${sizeOf(shape)}]`,
    portPragmas: [
      // An input is one wide word. An output is not: writing an element would read and write all of it.
      (id, role) =>
        `${role === "input" ? "ARRAY_RESHAPE" : "ARRAY_PARTITION"} variable=${id} type=complete dim=0`,
      (id) => `INTERFACE mode=ap_vld port=${id}`,
    ],
    local: (space, { id, shape }) => ({
      declaration: `${space}::${naming.type(id)} ${id}[${sizeOf(shape)}];`,
      pragmas: [`ARRAY_PARTITION variable=${id} type=complete dim=0`],
    }),
    trace: (_, index, { id, shape }) => `NNET_TRACE_ARRAY(${index}, ${sizeOf(shape)}, ${id});`,
    process: (call) => `${call};`,
  },
};

/** How the tensors of a design travel. */
export function travelOf({ io }: Pick<Design, "io">): Travel {
  return TRAVELS[io];
}
