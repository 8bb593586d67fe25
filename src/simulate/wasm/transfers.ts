/** Where the elements of a tensor are in a module's memory. */
export interface ElementPlace {
  /** Byte address of the first element. */
  readonly address: number;
  /** Bytes of an element. */
  readonly bytes: 2 | 4 | 8;
  readonly rows: number;
  /** Elements of a row. */
  readonly length: number;
  /** Bytes from a row to the next. */
  readonly pitch: number;
}

/** Copies tensors of one sample into a module's memory and out of it. */
export interface Transfers {
  readonly write: (place: ElementPlace, lanes: BigInt64Array) => void;
  readonly read: (place: ElementPlace, lanes: BigInt64Array) => void;
  /** Elements as they are in the memory, one row behind the other. */
  readonly writeRaw: (place: ElementPlace, bytes: Uint8Array) => void;
  readonly readRaw: (place: ElementPlace, bytes: Uint8Array) => void;
}

/**
 * Copies mantissas in 64-bit lanes into a memory and out of it. The function refers to nothing but its arguments, since
 * workers get its text.
 */
export function createTransfers(memory: WebAssembly.Memory): Transfers {
  const raw = new Uint8Array(memory.buffer);
  const halves = new Int16Array(memory.buffer);
  const words = new Int32Array(memory.buffer);
  const doubles = new BigInt64Array(memory.buffer);
  return {
    write({ address, bytes, rows, length, pitch }, lanes) {
      const low = new Int32Array(lanes.buffer, lanes.byteOffset, 2 * lanes.length);
      for (let row = 0; row < rows; row++) {
        const to = (address + row * pitch) / bytes;
        const from = row * length;
        if (bytes === 2) { for (let i = 0; i < length; i++) halves[to + i] = low[2 * (from + i)]; }
        else if (bytes === 4) { for (let i = 0; i < length; i++) words[to + i] = low[2 * (from + i)]; }
        else doubles.set(lanes.subarray(from, from + length), to);
      }
    },
    read({ address, bytes, rows, length, pitch }, lanes) {
      const low = new Int32Array(lanes.buffer, lanes.byteOffset, 2 * lanes.length);
      for (let row = 0; row < rows; row++) {
        const from = (address + row * pitch) / bytes;
        const to = row * length;
        if (bytes === 8) {
          lanes.set(doubles.subarray(from, from + length), to);
          continue;
        }
        for (let i = 0; i < length; i++) {
          const value = bytes === 2 ? halves[from + i] : words[from + i];
          low[2 * (to + i)] = value;
          low[2 * (to + i) + 1] = value >> 31;
        }
      }
    },
    writeRaw({ address, bytes, rows, length, pitch }, from) {
      const size = length * bytes;
      for (let row = 0; row < rows; row++) {
        raw.set(from.subarray(row * size, (row + 1) * size), address + row * pitch);
      }
    },
    readRaw({ address, bytes, rows, length, pitch }, to) {
      const size = length * bytes;
      for (let row = 0; row < rows; row++) {
        to.set(raw.subarray(address + row * pitch, address + row * pitch + size), row * size);
      }
    },
  };
}
