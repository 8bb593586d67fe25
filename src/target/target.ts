/** Every {@linkcode IoType}. */
export const IO_TYPES = ["io_parallel", "io_stream"] as const;

/**
 * How data move between layers: whole tensors in registers, or one pixel a beat.
 *
 * @category Targets
 */
export type IoType = typeof IO_TYPES[number];

/** Every {@linkcode Strategy}. */
export const STRATEGIES = ["latency", "resource"] as const;

/**
 * A multiply-accumulate strategy: everything unrolled, or multipliers shared in turn with weights in memories.
 *
 * @category Targets
 */
export type Strategy = typeof STRATEGIES[number];

/** Every {@linkcode MemoryResource}. */
export const MEMORY_RESOURCES = ["lut", "block", "ultra"] as const;

/**
 * Of what a memory can be made: look-up tables, block RAM, UltraRAM.
 *
 * @category Targets
 */
export type MemoryResource = typeof MEMORY_RESOURCES[number];

/**
 * What a design is built for, as a value: everything about tools and devices that changes a {@linkcode Design}. Whatever
 * changes only what is written of a design (spelling, commands, logs) is its back end's.
 *
 * @category Targets
 */
export interface Target {
  /** By which people, configuration files and projects name it: `vitis`. */
  readonly name: string;
  /** Which back end writes, builds and runs its designs. */
  readonly backend: TargetBackend;
  /** Part that a design gets that asks for none. */
  readonly part: string;
  /** Strategies that it can bind, by io type, the one that nobody asked for first; none: no design of that io type. */
  readonly strategies: Readonly<Record<IoType, readonly Strategy[]>>;
  /**
   * Whether several stages may read one tensor of an `io_parallel` design (`"free"`), or each reads a copy of its own. A
   * stream has one reader, whatever the target.
   */
  readonly fanOut: "cloned" | "free";
  /** What it can make memories of. */
  readonly memories: TargetMemories;
  /** What it can make multipliers of; nothing where it leaves that to synthesis. */
  readonly multipliers: readonly MultiplierResource[];
  /** What is refused, or built differently, where a design would pass it. */
  readonly limits: TargetLimits;
  /** How long things take: the schedule and the depths of FIFOs follow from it. */
  readonly timing: TargetTiming;
}

/** A family of back ends, and which of its tools. */
export type TargetBackend = HlsBackend | RtlBackend;

/** C++ for high-level synthesis. */
export interface HlsBackend {
  /** A key of the table of families. */
  readonly family: "hls";
  /** Whose spelling and commands its projects are in. */
  readonly tool: HlsToolName;
}

/** Verilog, the same for every tool. */
export interface RtlBackend {
  /** A key of the table of families. */
  readonly family: "rtl";
}

/** Every {@linkcode HlsToolName}. */
export const HLS_TOOL_NAMES = ["vitis", "vivado"] as const;

/** A tool that makes hardware of C++. */
export type HlsToolName = typeof HLS_TOOL_NAMES[number];

/** Every {@linkcode MultiplierResource}. */
export const MULTIPLIER_RESOURCES = ["dsp", "lut", "packed"] as const;

/**
 * Of what a multiplier can be made: a DSP, look-up tables, or a DSP that makes two products of one input.
 *
 * @category Targets
 */
export type MultiplierResource = typeof MULTIPLIER_RESOURCES[number];

/**
 * What a target can make memories of; nothing where it leaves that to synthesis.
 *
 * @category Targets
 */
export interface TargetMemories {
  /** Weights, tables, line buffers, kept tensors. */
  readonly stages: readonly MemoryResource[];
  /** FIFOs between stages. */
  readonly fifos: readonly MemoryResource[];
}

/** Limits of a target; `Infinity` where there is none. */
export interface TargetLimits {
  /** Bits of a beat of a stream. */
  readonly beatBits: number;
  /** Bits of a word of a memory: weights that are read at once, a pixel of a line buffer. */
  readonly wordBits: number;
  /**
   * Bits of registers of a window, and of what is multiplied of it turn by turn: one that takes more stays in memory
   * where a turn reads elements of one pixel. Of elastic pipelines; HLS has all windows in registers.
   */
  readonly windowBits: number;
  /** Elements of an array that is taken apart into registers. */
  readonly partitionElements: number;
  /** Products in the body of a loop that is written out. */
  readonly unrolledProducts: number;
  /** Bits of an exact result between two operators, at most `MAX_EXACT_WIDTH`. */
  readonly intermediateBits: number;
  /** Bits of an accumulator whose type is derived, at most `MAX_WIDTH`. */
  readonly accumulatorBits: number;
  /** Axes of a tensor that is permuted. */
  readonly permutedAxes: number;
  /** Bits of all tensors of an `io_parallel` design together: they lie in registers. */
  readonly registerBits: number;
  /** Beats that a FIFO may be asked to hold. */
  readonly fifoBeats: number;
  /** Beats of all tensors of an image up to which a schedule is computed; beyond, FIFOs get depths by rule. */
  readonly scheduledBeats: number;
}

/** How long things take, by what pipelines do when a neighbour pauses. */
export type TargetTiming = StallingTiming | ElasticTiming;

/**
 * Pipelines that stand still as a whole where any of their reads or writes has to wait, as HLS makes them. Cycles that
 * things take in one are assumed; what stands behind one another in it adds up.
 */
export interface StallingTiming {
  /** Tells the members of {@linkcode TargetTiming} apart. */
  readonly pipelines: "stalling";
  /** Least loop iterations between two uses of one line-buffer column. */
  readonly sweepGap: number;
  /** Reading a stream, passing through registers, writing a stream. */
  readonly move: number;
  /** Reading a stream into an array, which nothing is computed from yet. */
  readonly load: number;
  /** Line buffers, window and masks; or taking operands from an array that is kept. */
  readonly window: number;
  /** A multiplication and the cast of what becomes of it. */
  readonly product: number;
  /** A look-up in a table and the cast of the entry. */
  readonly table: number;
  /** Any other function of an element: a sum, a comparison, a cast. */
  readonly element: number;
  /** One more selection: between segments of a table, between the pixels of a block. */
  readonly selection: number;
  /** A level of a tree of adders or comparisons. */
  readonly level: number;
  /**
   * Additions, each with its cast, that one cycle holds one behind the other. A sum whose order counts and that is carried on
   * takes as many cycles an iteration as its additions need; `Infinity`: always one.
   */
  readonly orderedAdditions: number;
  /** A bit of the dividend of an exact quotient. */
  readonly divisionBit: number;
  /** Elements that a kept tensor takes or gives in a cycle: ports of a memory. */
  readonly memoryPorts: number;
}

/**
 * Pipelines that never stall: a stage starts on a beat only where a place behind it is free for what becomes of it. All
 * cycles follow from the modules of the back end and from these parameters of theirs, so that the schedule is exact. Registers
 * that modules have for good are no parameters, and none are here.
 */
export interface ElasticTiming {
  /** Tells the members of {@linkcode TargetTiming} apart. */
  readonly pipelines: "elastic";
  /** Registers in front of a multiplier, for each factor. */
  readonly mulBefore: number;
  /** Registers behind a multiplier. */
  readonly mulAfter: number;
  /** Registers behind the memories of a line buffer whose rows are long enough for block RAM. */
  readonly lineAfter: number;
  /** Registers behind the choice of those elements of a window that an output of a convolution is made of. */
  readonly selectAfter: number;
  /** Levels of a tree of adders from register to register, at least 1. */
  readonly adderLevels: number;
}
