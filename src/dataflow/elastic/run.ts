import { elasticAction, type ElasticActor, type ElasticNetwork, NO_EVENT, plainActor } from "./elastic.ts";
import { type ElasticWaits, Runner } from "./runner.ts";
import { ElasticStream } from "./stream.ts";
import { TimeQueue } from "../time_queue.ts";

/** How a network is run. */
export interface ElasticRunOptions {
  /** Places of every FIFO, at least 1 each. */
  readonly depths: readonly number[];
  /** How many follow each other. */
  readonly images: number;
  /** Cycles over which inputs of the design spread the beats of an image. Default: they offer one in every cycle. */
  readonly pace?: number;
  /** A FIFO that has 1 place and gets another one, up to its depth, whenever nothing else lets the run go on. Default: none. */
  readonly growing?: number;
  /** Is told of all that happens. */
  readonly observer?: ElasticObserver;
}

/** Who looks at a run. */
export interface ElasticObserver {
  /** An actor of a process did a step of an image: when it might have, had it not waited, and for what it waited longer. */
  readonly step: (step: {
    readonly process: number;
    readonly actor: ElasticActor;
    readonly image: number;
    readonly due: number;
    readonly time: number;
    readonly waitedFor: "input" | "room";
  }) => void;
  /** A beat comes into a FIFO, in the order of its beats. */
  readonly push: (fifo: number, time: number) => void;
  /** It leaves it. */
  readonly pop: (fifo: number, time: number) => void;
}

/** A run of a network, images behind each other from the first cycle on. */
export class ElasticRun {
  /** FIFOs in the order of the network, then its ports. */
  readonly streams: readonly ElasticStream[];
  /** Steps that were taken: what it costs. */
  steps = 0;
  /** Images that it is made for. */
  readonly images: number;
  readonly #runners: readonly Runner[];
  readonly #queue: TimeQueue;
  /** Actors that have done all images. */
  #resting = 0;

  readonly #observer: ElasticObserver | null;
  readonly #growing: { readonly stream: ElasticStream; readonly most: number } | null;

  /** Nothing has happened yet. */
  constructor(readonly network: ElasticNetwork, options: ElasticRunOptions) {
    const { fifos, ports, processes } = network;
    const { depths, pace = 0, growing } = options;
    this.images = options.images;
    this.#observer = options.observer ?? null;
    this.streams = [
      ...fifos.map(({ beats }, fifo) =>
        new ElasticStream(fifo === growing ? 1 : depths[fifo], beats, 0, depths[fifo])
      ),
      ...ports.map(({ beats }) => new ElasticStream(0, beats, pace, 1)),
    ];
    this.#growing = growing === undefined ? null : { stream: this.streams[growing], most: depths[growing] };
    const runners: Runner[] = [];
    processes.forEach(({ inputs, outputs, actors }, process) => {
      const first = runners.length;
      const streams = inputs.map((from) => "fifo" in from ? from.fifo : fifos.length + from.port);
      for (const [own, actor] of actors.entries()) {
        const other = actors.find(({ partner }) => partner?.actor === own);
        runners.push(
          new Runner(
            actor,
            process,
            streams,
            outputs,
            actor.partner === null ? -1 : first + actor.partner.actor,
            actor.actionOf.reduce((sum, action) => sum + (actor.actions[action].posts ? 1 : 0), 0),
            other?.partner?.memory ?? 1,
          ),
        );
      }
    });
    fifos.forEach(({ beats, isOutput }, fifo) => {
      if (isOutput) runners.push(new Runner(sinkOf(beats), -1, [fifo], [], -1, 0, 1));
    });
    this.#runners = runners;
    this.#queue = new TimeQueue(runners.length);
  }

  /**
   * Runs all images.
   * @returns Whether they have passed: else actors wait for each other for ever.
   */
  run(): boolean {
    for (const index of this.#runners.keys()) this.#plan(index);
    const queue = this.#queue;
    do {
      while (queue.size > 0) {
        const { time } = queue;
        this.#step(queue.pop(), time);
        this.steps++;
      }
    } while (this.#grow());
    return this.#resting === this.#runners.length;
  }

  /** Makes the growing FIFO deeper if its writer waits for room. */
  #grow(): boolean {
    if (this.#growing === null) return false;
    const { stream, most } = this.#growing;
    const { writer } = stream;
    if (writer < 0 || stream.depth === most) return false;
    stream.depth++;
    stream.writer = -1;
    this.#plan(writer);
    return true;
  }

  /** The FIFO that keeps each process from going on; −1 for one that has done its images. */
  blockedOn(): readonly number[] {
    const blocked = this.network.processes.map(() => -1);
    for (const { process, blocked: wait } of this.#runners) {
      if (process >= 0 && wait !== null) blocked[process] = wait.stream;
    }
    return blocked;
  }

  /** Waits of the last whole image of every process: of the actor that writes. */
  waits(): readonly ElasticWaits[] {
    const waits = this.network.processes.map((): ElasticWaits => ({ input: 0, output: 0 }));
    for (const { process, lastWaits } of this.#runners) if (process >= 0) waits[process] = lastWaits;
    return waits;
  }

  /** Finds out when an actor does its next step, or has it woken when more is known. */
  #plan(index: number): void {
    const runner = this.#runners[index];
    runner.blocked = null;
    if (runner.image >= this.images) {
      this.#resting++;
      return;
    }
    const { actor, inputs, outputs, step } = runner;
    const action = actor.actions[actor.actionOf[step]];
    const due = Math.max(runner.last + 1, action.busy > 0 ? runner.free : 0);
    let [ready, place] = [due, due];
    for (const { input } of action.reads) {
      const stream = this.streams[inputs[input]];
      const time = stream.beatTime;
      if (time === Infinity) {
        stream.reader = index;
        runner.blocked = { stream: inputs[input], for: "beat" };
        return;
      }
      if (time > ready) ready = time;
    }
    for (const output of action.takes) {
      const stream = this.streams[outputs[output]];
      const time = stream.placeTime;
      if (time === Infinity) {
        stream.writer = index;
        runner.blocked = { stream: outputs[output], for: "room" };
        return;
      }
      if (time > place) place = time;
    }
    if (actor.partner !== null && !action.forks && actor.partner.events[step] !== NO_EVENT) {
      const partner = this.#runners[runner.partner];
      const time = partner.eventTime(actor.partner.events[step] + runner.image * partner.events);
      if (time === Infinity) {
        partner.waiter = index;
        return;
      }
      ready = Math.max(ready, time + actor.partner.after);
    }
    runner.due = due;
    runner.ready = ready;
    runner.place = place;
    this.#queue.push(index, Math.max(ready, place));
  }

  /** Does the step that is due. */
  #step(index: number, time: number): void {
    const runner = this.#runners[index];
    const { actor: { actions, actionOf, partner }, inputs, outputs, step, waits } = runner;
    const action = actions[actionOf[step]];
    if (runner.process >= 0) {
      this.#observer?.step({
        process: runner.process,
        actor: runner.actor,
        image: runner.image,
        due: runner.due,
        time,
        waitedFor: runner.place > runner.ready ? "room" : "input",
      });
    }
    if (runner.place > runner.ready) waits.output += runner.place - runner.due;
    else waits.input += runner.ready - runner.due;
    if (action.forks && partner !== null) {
      const other = this.#runners[runner.partner];
      // The window moves there in the cycle behind the last position, whatever its output waits for.
      const moves = runner.last + 1;
      const event = partner.events[step] + runner.image * other.events;
      runner.skips = other.eventTime(event) + partner.after <= moves;
    }
    runner.last = time;
    if (action.busy > 0) runner.free = time + action.busy;
    runner.step += 1 + (runner.skips ? action.skips : 0);
    if (action.posts) runner.skips = false;
    if (runner.step >= actionOf.length) {
      runner.step -= actionOf.length;
      runner.image++;
      runner.lastWaits = waits;
      runner.waits = { input: 0, output: 0 };
    }
    for (const { input, pops } of action.reads) {
      if (!pops) continue;
      this.streams[inputs[input]].pop(time);
      this.#observer?.pop(inputs[input], time);
    }
    for (const output of action.takes) this.streams[outputs[output]].take();
    for (const { output, after } of action.pushes) {
      this.streams[outputs[output]].push(time + after);
      this.#observer?.push(outputs[output], time + after);
    }
    if (action.posts) runner.post(action.postsLate ? Math.max(time, runner.free - 1) : time);
    // Whoever waited for one of these.
    for (const { input } of action.reads) this.#wakeWriter(inputs[input]);
    for (const { output } of action.pushes) this.#wakeReader(outputs[output]);
    if (action.posts && runner.waiter >= 0) {
      const { waiter } = runner;
      runner.waiter = -1;
      this.#plan(waiter);
    }
    this.#plan(index);
  }

  #wakeWriter(index: number): void {
    const stream = this.streams[index];
    const { writer } = stream;
    if (writer < 0) return;
    stream.writer = -1;
    this.#plan(writer);
  }

  #wakeReader(index: number): void {
    const stream = this.streams[index];
    const { reader } = stream;
    if (reader < 0) return;
    stream.reader = -1;
    this.#plan(reader);
  }
}

/** What takes the beats of an output of the design: one a cycle. */
function sinkOf(beats: number): ElasticActor {
  return plainActor(
    [elasticAction({ reads: [{ input: 0, pops: true }] })],
    {
      *[Symbol.iterator]() {
        for (let i = 0; i < beats; i++) yield 0;
      },
    },
  );
}
