import type { WordBits } from "../words/word_bits.ts";

/** What a project can be deployed to, by what stands between the network and the host. */
export type Board = StreamBoard | ZynqBoard | AlveoBoard | UartBoard;

/** What every board has. */
export interface BoardBase {
  /** For people. */
  readonly title: string;
  /** Widths of words that it takes. */
  readonly wordBits: readonly WordBits[];
  /** Width that nobody chose. */
  readonly defaultWordBits: WordBits;
  /** Commands of what builds for it; none where nothing but the project's own tool does. */
  readonly programs: readonly string[];
  /** What else it takes, to build for it and to run on it. */
  readonly needs: string;
}

/** Any design of AXI4-Stream interfaces: a wrapper, and nothing around it. */
export interface StreamBoard extends BoardBase {
  /** Tells the members of {@linkcode Board} apart. */
  readonly kind: "stream";
}

/** A board whose processors share their memory with the network: DMA engines stand between. */
export interface ZynqBoard extends BoardBase {
  /** Tells the members of {@linkcode Board} apart. */
  readonly kind: "zynq";
  /** As AMD's tools call it. */
  readonly part: string;
  /** Vendor, name and file of its board files, without their version. */
  readonly boardPart: string;
  /** Which processing system: Zynq-7000 or Zynq UltraScale+. */
  readonly ps: "zynq7" | "zynqmp";
  /** Carrier whose files belong to the board's, without their version, and the connector that it sits on. */
  readonly carrier?: {
    /** Vendor and name of its files. */
    readonly part: string;
    /** As both files call it. */
    readonly connector: string;
  };
  /** Bits of the port to memory that its DMA engines use. */
  readonly memoryBits: 64 | 128;
}

/** An accelerator card: its kernels read and write memory of their own. */
export interface AlveoBoard extends BoardBase {
  /** Tells the members of {@linkcode Board} apart. */
  readonly kind: "alveo";
  /** As AMD's tools call it. */
  readonly part: string;
  /** Platform of Vitis that it is linked for. */
  readonly platform: string;
  /** What its memory is. */
  readonly memory: CardMemory;
  /** Region of the device in which the kernel stands: beside the memory. */
  readonly slr: string;
}

/** Memory of a card. */
export interface CardMemory {
  /** Its kind, as `v++` calls its banks. */
  readonly name: "HBM" | "DDR";
  /** How many there are. */
  readonly banks: number;
  /** Bytes of each. */
  readonly bankBytes: number;
}

/** A board of open tools whose host is at the other end of a serial line. */
export interface UartBoard extends BoardBase {
  /** Tells the members of {@linkcode Board} apart. */
  readonly kind: "uart";
  /** As it is ordered. */
  readonly part: string;
  /** What nextpnr is told of the part. */
  readonly placement: string;
  /** The command that loads a bitstream, whose name stands behind it. */
  readonly loader: string;
  /** Bytes that its block memories hold. */
  readonly memoryBytes: number;
  /** Of its oscillator, in hertz. */
  readonly clockHz: number;
  /** Bits a second of the line. */
  readonly baud: number;
  /** Where ports of the top module are. */
  readonly pins: readonly BoardPin[];
}

/** A pin of a board. */
export interface BoardPin {
  /** Port of the top module. */
  readonly port: "clk" | "rx" | "tx" | "reset_n";
  /** Ball of the package. */
  readonly site: string;
  /** Resistor of the pin. */
  readonly pull: "NONE" | "UP" | "DOWN";
}
