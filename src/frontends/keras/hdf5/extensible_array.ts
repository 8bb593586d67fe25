import { type Cursor, damaged } from "./bytes.ts";
import type { ArrayRequest, Listed, ReadElement } from "./chunk_list.ts";
import type { Storage } from "./storage.ts";

/** What the header of an extensible array says of its blocks. */
interface Header {
  /** Bytes of an element. */
  readonly width: number;
  /** Bytes of the number that says where a block begins. */
  readonly offsetBytes: number;
  /** Elements in the index block itself. */
  readonly inIndex: number;
  /** Elements of the first data blocks. */
  readonly leastElements: number;
  /** Data blocks, less one, that the index block names half as many of. */
  readonly leastBlocks: number;
  /** Elements of a page; larger data blocks are in pages. */
  readonly perPage: number;
}

/**
 * An extensible array (HDF5 File Format Specification 3.0, VII.D): an index block with the first elements, then data
 * blocks, of which super blocks name the later ones. Super block u has 2^⌊u/2⌋ data blocks of least·2^⌈u/2⌉ elements.
 */
export function extensibleArray(
  storage: Storage,
  request: ArrayRequest,
  read: ReadElement,
): readonly Listed[] {
  return new ExtensibleArray(storage, request, read).list();
}

class ExtensibleArray {
  readonly #storage: Storage;
  readonly #count: number;
  readonly #what: string;
  readonly #read: ReadElement;
  readonly #header: Header;
  readonly #index: number;
  readonly #list: Listed[] = [];

  constructor(storage: Storage, { address, count, path }: ArrayRequest, read: ReadElement) {
    this.#storage = storage;
    this.#count = count;
    this.#what = `the index of data set ${path}`;
    this.#read = read;
    const cursor = storage.from(address, this.#what);
    cursor.signature("EAHD");
    cursor.skip(2);
    const width = cursor.uint(1);
    const bits = cursor.uint(1);
    const inIndex = cursor.uint(1);
    const leastElements = cursor.uint(1);
    const leastBlocks = cursor.uint(1);
    const pageBits = cursor.uint(1);
    if (leastElements < 1 || leastBlocks < 1 || bits > 64 || pageBits > 31) throw damaged(this.#what);
    this.#header = {
      width,
      offsetBytes: Math.ceil(bits / 8),
      inIndex,
      leastElements,
      leastBlocks,
      perPage: 2 ** pageBits,
    };
    cursor.skip(6 * storage.lengthSize);
    this.#index = storage.offset(cursor);
  }

  list(): readonly Listed[] {
    if (this.#index === Infinity) return [];
    const { inIndex, leastElements, leastBlocks } = this.#header;
    const index = this.#open(this.#index, "EAIB");
    for (let i = 0; i < inIndex; i++) this.#push(this.#element(index));
    const named = Array.from({ length: 2 * (leastBlocks - 1) }, () => this.#storage.offset(index));
    // The first super blocks are not written: the index block has their data blocks.
    const unwritten = 2 * Math.log2(leastBlocks);
    for (let u = 0; this.#list.length < this.#count; u++) {
      const blocks = 2 ** Math.floor(u / 2);
      const elements = leastElements * 2 ** Math.ceil(u / 2);
      if (u < unwritten) {
        for (const address of named.splice(0, blocks)) this.#dataBlock(address, { elements });
      } else {
        this.#superBlock(this.#storage.offset(index), { blocks, elements });
      }
    }
    return this.#list.slice(0, this.#count);
  }

  #superBlock(
    address: number,
    { blocks, elements }: { readonly blocks: number; readonly elements: number },
  ): void {
    if (address === Infinity) return this.#nothing(blocks * elements);
    const block = this.#open(address, "EASB");
    block.skip(this.#header.offsetBytes);
    const pages = elements > this.#header.perPage ? elements / this.#header.perPage : 0;
    const bitmap = Math.ceil(pages / 8);
    const used = Array.from({ length: pages > 0 ? blocks : 0 }, () => block.take(bitmap));
    for (let i = 0; i < blocks && this.#list.length < this.#count; i++) {
      this.#dataBlock(this.#storage.offset(block), { elements, used: used[i] });
    }
  }

  #dataBlock(
    address: number,
    { elements, used }: { readonly elements: number; readonly used?: Uint8Array },
  ): void {
    if (this.#list.length >= this.#count) return;
    if (address === Infinity) return this.#nothing(elements);
    const block = this.#open(address, "EADB");
    block.skip(this.#header.offsetBytes);
    const { perPage } = this.#header;
    if (elements <= perPage) {
      for (let i = 0; i < elements && this.#list.length < this.#count; i++) this.#push(this.#element(block));
      return;
    }
    block.skip(4);
    for (let page = 0; page * perPage < elements && this.#list.length < this.#count; page++) {
      const isUsed = used !== undefined && (used[page >> 3] & (0x80 >> (page & 7))) !== 0;
      if (!isUsed) {
        block.skip(perPage * this.#header.width + 4);
        this.#nothing(perPage);
        continue;
      }
      for (let i = 0; i < perPage && this.#list.length < this.#count; i++) this.#push(this.#element(block));
      if (this.#list.length < this.#count) block.skip(4);
    }
  }

  #element(cursor: Cursor): Listed {
    return this.#read(cursor, this.#header.width);
  }

  #push(listed: Listed): void {
    this.#list.push(listed);
  }

  /** Elements that are not in the file, as many as are still wanted. */
  #nothing(elements: number): void {
    const wanted = Math.min(elements, this.#count - this.#list.length);
    for (let i = 0; i < wanted; i++) this.#list.push(null);
  }

  #open(address: number, signature: string): Cursor {
    const cursor = this.#storage.from(address, this.#what);
    cursor.signature(signature);
    cursor.skip(2 + this.#storage.offsetSize);
    return cursor;
  }
}
