/**
 * HDF5 files as Keras writes them, and as others write them with h5py: groups, text attributes, and data sets in one
 * piece or in several, compressed by gzip or not.
 *
 * Written here because neither library for it will do. h5wasm loops for ever on one damaged file in twenty, and a
 * WebAssembly call can be stopped neither from its own thread nor by ending its worker. jsfive 0.4.2, in plain
 * JavaScript, came through 5,000 damaged files without a hang, but it reads no pieces that newer files index (all data
 * sets of `libver="latest"` in pieces), gives nothing where the file has a fill value, checks no checksum and bounds
 * nothing: a file of 1 MB took more than 20 seconds and 960 MB.
 *
 * @module
 */
import { InterlaceError } from "../../../base/errors.ts";
import { ElementBudget } from "../../../tensor/bounds.ts";
import type { RealTensor } from "../../../tensor/mod.ts";
import { damaged, Unreadable } from "./bytes.ts";
import type { Inflate } from "./filters.ts";
import { readLinks } from "./groups.ts";
import { MESSAGE, type Message, Storage } from "./storage.ts";
import { readAttribute, readTensor } from "./values.ts";

export { isHdf5 } from "./signature.ts";

/** Bytes that room is made for at a time while a piece is decompressed: what zlib takes, and what a claim may cost. */
const INFLATED = { least: 64, most: 2 ** 16 } as const;

/** An HDF5 file in memory. Paths lead from its root, with slashes between names. */
export class Hdf5File {
  readonly #storage: Storage;
  readonly #inflate: Inflate;
  readonly #links = new Map<number, ReadonlyMap<string, number>>();
  /** Of all data sets that are read: one may lie under many paths, and what was never written takes no room in the file. */
  readonly #budget = new ElementBudget();

  private constructor(readonly name: string, bytes: Uint8Array, inflate: Inflate) {
    this.#storage = this.#attempt(() => new Storage(bytes));
    this.#inflate = inflate;
  }

  /**
   * Opens a file.
   *
   * @param name What error messages call it.
   * @throws {InterlaceError} if the file is no HDF5 file.
   */
  static async open(name: string, bytes: Uint8Array): Promise<Hdf5File> {
    const { inflateSync } = await import("node:zlib");
    const inflate = (piece: Uint8Array, most: number) => {
      // Most pieces are small: room for what one may hold, instead of 16 KB, halves the time.
      const chunkSize = Math.min(Math.max(most, INFLATED.least), INFLATED.most);
      // A plain array: slices of Node's Buffer are views.
      return new Uint8Array(inflateSync(piece, { maxOutputLength: most, chunkSize }));
    };
    return new Hdf5File(name, bytes, inflate);
  }

  /** Whether there is a group or data set of this path. */
  has(path: string): boolean {
    return this.#attempt(() => this.#find(path)) !== null;
  }

  /**
   * Texts of an attribute of a group or data set, one or a list of them; null if there is none of this name.
   * @throws {InterlaceError} if it is damaged or no text.
   */
  texts(path: string, attribute: string): readonly string[] | null {
    return this.#attempt(() => {
      const address = this.#find(path);
      if (address === null) return null;
      const messages = this.#storage.messages(address);
      for (const message of messages.filter(({ type }) => type === MESSAGE.attribute)) {
        const { name, texts } = readAttribute(message, this.#storage);
        if (name !== attribute) continue;
        if (texts === null) throw new Unreadable(`its attribute ${attribute} is no text`);
        return texts;
      }
      this.#checkDense(messages);
      return null;
    });
  }

  /**
   * Numbers of a data set; null if there is no data set of this path.
   * @throws {InterlaceError} if it is damaged, stored in a way that is not supported, or too large together with what
   * was read before.
   */
  tensor(path: string): RealTensor | null {
    return this.#attempt(() => {
      const address = this.#find(path);
      if (address === null) return null;
      const messages = this.#storage.messages(address);
      if (!messages.some(({ type }) => type === MESSAGE.layout)) return null;
      return readTensor(messages, {
        storage: this.#storage,
        path,
        inflate: this.#inflate,
        budget: this.#budget,
      });
    });
  }

  /** Address of the header of an object. */
  #find(path: string): number | null {
    let address = this.#storage.root;
    for (const step of path.split("/").filter((name) => name !== "")) {
      const links = this.#links.get(address) ?? readLinks(this.#storage, address);
      this.#links.set(address, links);
      const next = links.get(step);
      if (next === undefined) return null;
      address = next;
    }
    return address;
  }

  /** Attributes that do not fit the header lie in structures that nothing here reads. */
  #checkDense(messages: readonly Message[]): void {
    const info = messages.find(({ type }) => type === MESSAGE.attributeInfo)?.body;
    if (info === undefined) return;
    if (info.uint(1) !== 0) throw damaged("an attribute");
    info.skip(info.uint(1) & 1 ? 2 : 0);
    if (this.#storage.offset(info) === Infinity) return;
    throw new Unreadable("it keeps attributes in the dense form of newer HDF5 files, which is not supported");
  }

  #attempt<T>(action: () => T): T {
    try {
      return action();
    } catch (error) {
      if (!(error instanceof Unreadable)) throw error;
      throw new InterlaceError(`Cannot read ${this.name}: ${error.message}`, {
        code: "file-damaged",
        place: { file: this.name },
        hint: "Save the model with Keras, or copy the file, again.",
      });
    }
  }
}
