import type { Network } from "./network.ts";
import { endsOf, type FifoEnds } from "./waits.ts";

/**
 * A part of a network in which every two FIFOs lie on a circle, whichever way beats go; or a single FIFO on none. Processes
 * may belong to several, FIFOs to one.
 */
export interface NetworkBlock {
  /** Ascending. */
  readonly processes: readonly number[];
  readonly fifos: readonly number[];
}

/**
 * Divides a network into blocks (biconnected components, after Hopcroft and Tarjan, "Algorithm 447", 1973). Processes that
 * wait for each other for ever do so in a circle, which lies in one block.
 *
 * @returns Those first whose first process comes first.
 */
export function blocksOf(network: Network): readonly NetworkBlock[] {
  const processes = network.processes.length;
  const { writers, readers } = endsOf(network);
  const fifosOf: number[][] = Array.from({ length: processes }, () => []);
  writers.forEach((writer, fifo) => {
    fifosOf[writer].push(fifo);
    fifosOf[readers[fifo]].push(fifo);
  });
  const blocks: NetworkBlock[] = [];
  /** Order in which processes are found, and the first of them to which a circle leads back. */
  const found = new Int32Array(processes).fill(-1);
  const back = new Int32Array(processes);
  const walked = new Uint8Array(writers.length);
  const stack: number[] = [];
  let count = 0;
  for (let root = 0; root < processes; root++) {
    if (found[root] >= 0) continue;
    found[root] = back[root] = count++;
    const path = [{ process: root, next: 0, from: 0 }];
    while (path.length > 0) {
      const top = path[path.length - 1];
      const { process } = top;
      if (top.next < fifosOf[process].length) {
        const fifo = fifosOf[process][top.next++];
        if (walked[fifo] === 1) continue;
        walked[fifo] = 1;
        const other = writers[fifo] === process ? readers[fifo] : writers[fifo];
        const from = stack.push(fifo) - 1;
        if (found[other] >= 0) back[process] = Math.min(back[process], found[other]);
        else {
          found[other] = back[other] = count++;
          path.push({ process: other, next: 0, from });
        }
        continue;
      }
      path.pop();
      if (path.length === 0) break;
      const parent = path[path.length - 1].process;
      back[parent] = Math.min(back[parent], back[process]);
      // Nothing behind the parent leads further back: what was walked since then is a block.
      if (back[process] >= found[parent]) blocks.push(blockOf(stack.splice(top.from), { writers, readers }));
    }
  }
  return blocks.sort((a, b) => a.processes[0] - b.processes[0]);
}

function blockOf(fifos: readonly number[], { writers, readers }: FifoEnds): NetworkBlock {
  const processes = new Set(fifos.flatMap((fifo) => [writers[fifo], readers[fifo]]));
  return { processes: [...processes].sort((a, b) => a - b), fifos: fifos.toSorted((a, b) => a - b) };
}

/** A block by itself: FIFOs that are not of it are ports, which never wait. */
export function networkOfBlock(network: Network, block: NetworkBlock): Network {
  const indices = new Map(block.fifos.map((fifo, index) => [fifo, index]));
  const local = (fifo: number | null) => fifo === null ? null : indices.get(fifo) ?? null;
  return {
    processes: block.processes.map((index) => {
      const process = network.processes[index];
      return { ...process, inputs: process.inputs.map(local), outputs: process.outputs.map(local) };
    }),
    fifos: block.fifos.map((fifo) => network.fifos[fifo]),
  };
}
