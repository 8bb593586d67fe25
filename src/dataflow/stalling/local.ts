import type { Network } from "./network.ts";
import { blocksOf, type NetworkBlock, networkOfBlock } from "./blocks.ts";
import { PacedNetwork } from "./paced.ts";
import type { NetworkSetting } from "./settle.ts";
import { stepsOf } from "./steps.ts";
import { endsOf } from "./waits.ts";

/** Part of a network, in beats, up to which a block is looked at by itself: a larger one tells as much as the whole. */
const LARGEST_PART = 1 / 8;

/** A block and, once it was needed, its schedule. */
interface LocalBlock {
  readonly block: NetworkBlock;
  paced: PacedNetwork | null;
}

/**
 * The blocks of a network, each by itself: where others never wait it still cannot keep an interval with FIFOs that are too
 * shallow, and that is seen without following what becomes of it all over the network.
 */
export class LocalNetworks {
  /** Steps that were looked at: what the attempts cost. */
  steps = 0;
  readonly #network: Network;
  readonly #setting: NetworkSetting;
  /** The block of each FIFO; none where it is large. */
  readonly #blocks = new Map<number, LocalBlock>();
  readonly #pending = new Set<PacedNetwork>();
  #depths: readonly number[];
  #tried: readonly number[];

  /** Takes depths with which the network keeps the interval. */
  constructor(network: Network, setting: NetworkSetting) {
    this.#network = network;
    this.#setting = setting;
    this.#depths = setting.depths;
    this.#tried = setting.depths;
    const beatsOf = (fifos: readonly number[]) => fifos.reduce((sum, fifo) => sum + setting.beats[fifo], 0);
    const all = beatsOf(setting.beats.map((_, fifo) => fifo));
    for (const block of blocksOf(network)) {
      if (beatsOf(block.fifos) > LARGEST_PART * all) continue;
      const local: LocalBlock = { block, paced: null };
      for (const fifo of block.fifos) this.#blocks.set(fifo, local);
    }
  }

  /**
   * Whether a block by itself cannot keep the interval with these depths, none of them deeper than those that were kept
   * before. {@linkcode finish} comes after it.
   */
  fails(depths: readonly number[]): boolean {
    this.#tried = depths;
    const changed = new Set(
      depths.flatMap((depth, fifo) => depth === this.#depths[fifo] ? [] : this.#blocks.get(fifo) ?? []),
    );
    for (const local of changed) {
      const before = local.paced?.steps ?? 0;
      local.paced ??= this.#pacedBlock(local.block);
      const kept = local.paced.keeps(local.block.fifos.map((fifo) => depths[fifo]));
      this.steps += local.paced.steps - before;
      if (kept === false) return true;
      if (kept) this.#pending.add(local.paced);
    }
    return false;
  }

  /** Goes on from the depths of the last attempt, or back to those before it. */
  finish({ kept }: { readonly kept: boolean }): void {
    for (const paced of this.#pending) paced.finish({ kept });
    this.#pending.clear();
    if (kept) this.#depths = this.#tried;
  }

  #pacedBlock(block: NetworkBlock): PacedNetwork {
    const network = networkOfBlock(this.#network, block);
    const { interval, beats } = this.#setting;
    return new PacedNetwork({ processes: network.processes.map(stepsOf), ...endsOf(network) }, {
      interval,
      beats: block.fifos.map((fifo) => beats[fifo]),
      depths: block.fifos.map((fifo) => this.#depths[fifo]),
    });
  }
}
