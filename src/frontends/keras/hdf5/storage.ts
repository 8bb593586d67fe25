import { Cursor, damaged, Unreadable } from "./bytes.ts";
import { isHdf5, SIGNATURE } from "./signature.ts";

/** A message of an object header: its type, and its contents still to be read. */
export interface Message {
  readonly type: number;
  readonly body: Cursor;
}

/** Types of the messages that are read. */
export const MESSAGE = {
  dataspace: 0x1,
  linkInfo: 0x2,
  datatype: 0x3,
  oldFill: 0x4,
  fill: 0x5,
  link: 0x6,
  layout: 0x8,
  filters: 0xb,
  attribute: 0xc,
  continuation: 0x10,
  symbolTable: 0x11,
  attributeInfo: 0x15,
} as const;

/** A message whose contents lie elsewhere, for several objects to share. */
const SHARED = 0x2;

/**
 * The lowest layer of an HDF5 file (HDF5 File Format Specification 3.0): the superblock, object headers and the
 * global heap. No size or place that a file claims is used before it is known to lie within the file.
 */
export class Storage {
  /** Bytes of an address. */
  readonly offsetSize: number;
  /** Bytes of a length. */
  readonly lengthSize: number;
  /** Where the header of the root group lies. */
  readonly root: number;
  /** All bytes. */
  readonly view: DataView;

  /** @throws {Unreadable} if the file is none, or of a version that is not known. */
  constructor(readonly bytes: Uint8Array) {
    this.view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    if (!isHdf5(bytes)) throw new Unreadable("it is no HDF5 file");
    const cursor = new Cursor(bytes, "its start");
    cursor.skip(SIGNATURE.length);
    const version = cursor.uint(1);
    if (version > 3) throw new Unreadable(`version ${version} of the HDF5 format is not supported`);
    if (version < 2) cursor.skip(4);
    this.offsetSize = cursor.uint(1);
    this.lengthSize = cursor.uint(1);
    if (version >= 2) {
      cursor.skip(1 + 3 * this.offsetSize);
      this.root = cursor.uint(this.offsetSize);
    } else {
      // The sizes of B-trees, flags, four addresses, and the name of the root group's entry.
      cursor.skip(9 + (version === 1 ? 4 : 0) + 5 * this.offsetSize);
      this.root = cursor.uint(this.offsetSize);
    }
  }

  /** Everything from a place to the end of the file, or as many bytes as are named. */
  from(address: number, what: string, length = this.bytes.length - address): Cursor {
    return new Cursor(this.bytesFrom(address, what, length), what);
  }

  /** So many bytes from a place, as a view. */
  bytesFrom(address: number, what: string, length: number): Uint8Array {
    return this.bytes.subarray(this.checked(address, what, length), address + length);
  }

  /** A place behind which the file has so many bytes. */
  checked(address: number, what: string, length: number): number {
    if (!(address >= 0 && length >= 0 && address + length <= this.bytes.length)) throw damaged(what);
    return address;
  }

  /** An address. */
  offset(cursor: Cursor): number {
    return cursor.uint(this.offsetSize);
  }

  /** A length. */
  length(cursor: Cursor): number {
    return cursor.uint(this.lengthSize);
  }

  /** All messages of the object whose header lies at an address, those of continuation blocks included. */
  messages(address: number): readonly Message[] {
    const start = this.from(address, "an object header");
    const messages = start.bytes[0] === 1 ? this.#oldMessages(start) : this.#newMessages(start);
    return messages;
  }

  #oldMessages(start: Cursor): Message[] {
    start.skip(8);
    const size = start.uint(4);
    start.skip(4);
    return this.#blocks(new Cursor(start.take(size), start.what), (block, found) => {
      while (block.left >= 8) {
        const [type, length, flags] = [block.uint(2), block.uint(2), block.uint(1)];
        block.skip(3);
        const body = new Cursor(block.take(length), block.what);
        if ((flags & SHARED) === 0) found({ type, body });
      }
    }, (address, length) => this.from(address, "an object header", length));
  }

  #newMessages(start: Cursor): Message[] {
    start.signature("OHDR");
    if (start.uint(1) !== 2) throw damaged(start.what);
    const flags = start.uint(1);
    start.skip((flags & 0x20 ? 16 : 0) + (flags & 0x10 ? 4 : 0));
    const size = start.uint(1 << (flags & 3));
    const prefix = flags & 4 ? 2 : 0;
    return this.#blocks(new Cursor(start.take(size), start.what), (block, found) => {
      while (block.left >= 4 + prefix) {
        const [type, length, messageFlags] = [block.uint(1), block.uint(2), block.uint(1)];
        block.skip(prefix);
        const body = new Cursor(block.take(length), block.what);
        if ((messageFlags & SHARED) === 0) found({ type, body });
      }
    }, (address, length) => {
      const block = this.from(address, "an object header", length);
      block.signature("OCHK");
      return new Cursor(block.take(block.left - 4), block.what);
    });
  }

  /** Messages of a first block and of those that it leads to, each place once. */
  #blocks(
    first: Cursor,
    read: (block: Cursor, found: (message: Message) => void) => void,
    open: (address: number, length: number) => Cursor,
  ): Message[] {
    const messages: Message[] = [];
    const seen = new Set<number>();
    const waiting = [first];
    for (let block = waiting.pop(); block !== undefined; block = waiting.pop()) {
      read(block, (message) => {
        if (message.type !== MESSAGE.continuation) return messages.push(message);
        const address = this.offset(message.body);
        if (seen.has(address)) throw damaged("an object header");
        seen.add(address);
        waiting.push(open(address, this.length(message.body)));
      });
    }
    return messages;
  }

  /** An object of a global heap: where texts of variable length lie. */
  heapObject(address: number, index: number): Uint8Array {
    const start = this.from(address, "a heap");
    start.signature("GCOL");
    start.skip(4);
    const size = this.length(start);
    const heap = this.from(address, "a heap", size);
    heap.skip(start.at);
    while (heap.left >= 8 + this.lengthSize) {
      const id = heap.uint(2);
      heap.skip(6);
      const length = this.length(heap);
      if (id === 0) break;
      const object = heap.take(length);
      if (id === index) return object;
      heap.align();
    }
    throw damaged("a heap");
  }
}
