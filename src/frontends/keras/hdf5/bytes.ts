/** Why an HDF5 file cannot be read; becomes an error of Interlace's with the name of the file. */
export class Unreadable extends Error {
  override readonly name = "Unreadable";
}

/** The error for bytes that are not what the format says. */
export function damaged(what: string): Unreadable {
  return new Unreadable(`the HDF5 file is damaged or cut off: ${what} is not what it should be`);
}

/** Reads little-endian numbers one behind the other from a part of a file, never beyond its end. */
export class Cursor {
  readonly #view: DataView;
  #at = 0;

  /** @param what Name of the part for messages. */
  constructor(readonly bytes: Uint8Array, readonly what: string) {
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  }

  /** Offset of the next byte to be read. */
  get at(): number {
    return this.#at;
  }

  /** Bytes that are left. */
  get left(): number {
    return this.bytes.length - this.#at;
  }

  /** Passes over bytes. */
  skip(count: number): void {
    if (!(count >= 0 && count <= this.left)) throw damaged(this.what);
    this.#at += count;
  }

  /** Passes over what is missing to a multiple of eight bytes, or to the end. */
  align(): void {
    this.skip(Math.min((8 - this.#at % 8) % 8, this.left));
  }

  /** The next bytes, as a view. */
  take(count: number): Uint8Array {
    const start = this.#at;
    this.skip(count);
    return this.bytes.subarray(start, start + count);
  }

  /** An unsigned integer of 1 to 8 bytes; one that float64 cannot hold reads as Infinity. */
  uint(size: number): number {
    const at = this.#at;
    this.skip(size);
    if (size === 1) return this.#view.getUint8(at);
    if (size === 2) return this.#view.getUint16(at, true);
    if (size === 4) return this.#view.getUint32(at, true);
    if (!(size >= 1 && size <= 8)) throw damaged(this.what);
    let value = 0;
    if (size === 8) value = this.#view.getUint32(at + 4, true) * 2 ** 32 + this.#view.getUint32(at, true);
    else for (let i = size - 1; i >= 0; i--) value = 256 * value + this.#view.getUint8(at + i);
    return value <= Number.MAX_SAFE_INTEGER ? value : Infinity;
  }

  /** Checks the four letters that a structure begins with. */
  signature(letters: string): void {
    if (!this.take(letters.length).every((byte, i) => byte === letters.charCodeAt(i))) {
      throw damaged(this.what);
    }
  }

  /** Text up to a zero byte, which is passed over. */
  text(): string {
    const end = this.bytes.indexOf(0, this.#at);
    if (end < 0) throw damaged(this.what);
    const text = decode(this.take(end - this.#at));
    this.skip(1);
    return text;
  }
}

/** UTF-8 text; what is none becomes replacement characters. */
export function decode(bytes: Uint8Array): string {
  return new TextDecoder().decode(bytes);
}
