/**
 * The dataflow of a design in Verilog, beat by beat and cycle by cycle: exact, since the modules of `templates/rtl` are
 * our own.
 *
 * A stage takes a place in the FIFO behind it when it starts on a beat and fills it a fixed number of cycles later, so that
 * no pipeline ever stalls. What is left of a stage are *actors*, each a sequence of steps of which it does one a cycle at
 * most: as soon as all that the step waits for is there.
 */

/** A design as processes and the FIFOs behind them. */
export interface ElasticNetwork {
  /** Every process behind those that write what it reads. */
  readonly processes: readonly ElasticProcess[];
  /** Addressed by their indices in this list: those of the design's outputs too, whose ports always take a beat. */
  readonly fifos: readonly ElasticFifo[];
  /** Inputs of the design, which offer a beat a cycle from cycle 1 on. */
  readonly ports: readonly ElasticPort[];
}

/** An input of the design. */
export interface ElasticPort {
  /** Name of the tensor. */
  readonly name: string;
  /** Beats of an image. */
  readonly beats: number;
}

/** A FIFO: `fifo.v`. A beat can be read two cycles after it was pushed; a place taken again one after its beat was read. */
export interface ElasticFifo {
  /** Name of the tensor. */
  readonly name: string;
  /** Places, where somebody decided; null: to be computed. */
  readonly depth: number | null;
  /** Beats of an image. */
  readonly beats: number;
  /** Whether it stands in front of an output of the design. */
  readonly isOutput: boolean;
}

/** Where the beats of an input come from: a FIFO, or an input of the design. */
export type ElasticSource = { readonly fifo: number } | { readonly port: number };

/** A stage. */
export interface ElasticProcess {
  /** Name of the stage. */
  readonly name: string;
  /** What it does, for people. */
  readonly kind: string;
  /** Where each of its inputs comes from. */
  readonly inputs: readonly ElasticSource[];
  /** FIFO of each output. */
  readonly outputs: readonly number[];
  /** One, or two that wait for each other. */
  readonly actors: readonly ElasticActor[];
}

/** A sequence of steps, the same for every image: one a cycle at most. */
export interface ElasticActor {
  /** What it does in its steps, each once. */
  readonly actions: readonly ElasticAction[];
  /** Index in `actions` of every step of an image. */
  readonly actionOf: Uint16Array;
  /** Null for an actor that waits for no other one of its stage. */
  readonly partner: ElasticPartner | null;
}

/** What an actor waits for of the other one of its stage. */
export interface ElasticPartner {
  /** Index among the actors of the stage. */
  readonly actor: number;
  /** For every step the event of the partner that it waits for, counted from the first of the image; {@linkcode NO_EVENT} for none. */
  readonly events: Int32Array;
  /** Cycles from the event to the step. */
  readonly after: number;
  /** How many of the partner's last events it may look back at. */
  readonly memory: number;
}

/** A step that waits for no event. */
export const NO_EVENT: number = -(2 ** 31);

/** What is done in a step: all of it in one cycle, or nothing yet. */
export interface ElasticAction {
  /** Inputs of which a beat must be there, and whether it is taken out. */
  readonly reads: readonly { readonly input: number; readonly pops: boolean }[];
  /** Outputs of which a place is taken. */
  readonly takes: readonly number[];
  /** Outputs whose place is filled, so many cycles later. */
  readonly pushes: readonly { readonly output: number; readonly after: number }[];
  /** Cycles until the next step that keeps the multipliers; 0 for one that does not. */
  readonly busy: number;
  /** Whether it is an event for the partner. */
  readonly posts: boolean;
  /** Whether that event is none before the multipliers begin what they do last. */
  readonly postsLate: boolean;
  /** Whether its event is not waited for: that it has come decides whether steps are skipped. */
  readonly forks: boolean;
  /** Steps behind it that are skipped where that was decided. */
  readonly skips: number;
}

/** An action that does nothing but what is said. */
export function elasticAction(does: Partial<ElasticAction>): ElasticAction {
  return {
    reads: [],
    takes: [],
    pushes: [],
    busy: 0,
    posts: false,
    postsLate: false,
    forks: false,
    skips: 0,
    ...does,
  };
}

/** An actor that waits for no other one; `actionOf` says for every step of an image which action it is. */
export function plainActor(actions: readonly ElasticAction[], actionOf: Iterable<number>): ElasticActor {
  return { actions, actionOf: Uint16Array.from(actionOf), partner: null };
}

/** Whether as many beats come into every FIFO, and leave every input, in an image as its stages read. */
export function isBalanced({ processes, fifos, ports }: ElasticNetwork): boolean {
  const written = fifos.map(() => 0);
  const read = [fifos, ports].map((ends) => ends.map(() => 0));
  for (const process of processes) {
    for (const { action: { reads, pushes }, count } of actionCounts(process)) {
      for (const { output } of pushes) written[process.outputs[output]] += count;
      for (const { input, pops } of reads) {
        const from = process.inputs[input];
        if (pops) "fifo" in from ? read[0][from.fifo] += count : read[1][from.port] += count;
      }
    }
  }
  return fifos.every(({ beats, isOutput }, fifo) =>
    written[fifo] === beats && (isOutput || read[0][fifo] === beats)
  ) &&
    ports.every(({ beats }, port) => read[1][port] === beats);
}

/** How often an image each action of a process is done, all actors together. */
export function actionCounts({ actors }: Pick<ElasticProcess, "actors">): readonly ActionCount[] {
  return actors.flatMap(({ actions, actionOf }) => {
    const counts = actions.map(() => 0);
    for (const action of actionOf) counts[action]++;
    return actions.map((action, index) => ({ action, count: counts[index] }));
  });
}

/** An action and how often it is done. */
export interface ActionCount {
  /** What is done. */
  readonly action: ElasticAction;
  /** How often in an image. */
  readonly count: number;
}
