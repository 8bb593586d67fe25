import { dirname, join, resolve } from "node:path";
import { InterlaceError } from "../../base/errors.ts";
import { makeParents } from "../../base/files/make_parents.ts";
import { openRegularFile, type RegularFile } from "../../base/files/read_file.ts";
import { makeWorkFolder } from "../../base/files/work_folder.ts";
import { sizeOf } from "../../tensor/mod.ts";
import { onDisk } from "../files.ts";
import { npyDtypeOf } from "../../tensor/npy_dtype.ts";
import { formatNpyHeader, isNpy, parseNpyHeader } from "../../tensor/npy_header.ts";

/** Bytes in which the header of any `.npy` file ends. */
const MAX_HEADER_BYTES = 65535 + 12;

/** A `.npy` file that is read sample by sample: it may be larger than the memory. */
export interface NpyReader extends AsyncDisposable {
  /** Shape of all samples, the sample axis first. */
  readonly shape: readonly number[];
  /** The next samples, at most so many, as float64. */
  readonly read: (samples: number) => Promise<Float64Array>;
}

/**
 * Opens a `.npy` file of any number of samples; null for a file that can only be read whole: one of another format, one
 * in Fortran order, a lone number.
 *
 * @throws {InterlaceError} if its header is damaged, or a sample has more than 2^28 elements.
 */
export async function openNpy(path: string): Promise<NpyReader | null> {
  const file = await openRegularFile(path, { maxBytes: Infinity });
  try {
    const reader = await readHeader(file, path);
    if (reader === null) await file[Symbol.asyncDispose]();
    return reader;
  } catch (error) {
    await file[Symbol.asyncDispose]();
    throw error;
  }
}

async function readHeader(file: RegularFile, path: string): Promise<NpyReader | null> {
  const start = await file.read(0, Math.min(MAX_HEADER_BYTES, file.size));
  if (!isNpy(start)) return null;
  const header = parseNpyHeader(start, path, "sample");
  if (header.fortranOrder || header.shape.length === 0) return null;
  const dtype = npyDtypeOf({ descr: header.descr, name: path });
  const { shape } = header;
  const [samples] = shape;
  const sampleSize = sizeOf(shape.slice(1));
  const expected = samples * sampleSize * dtype.size;
  const there = file.size - header.dataOffset;
  if (there !== expected) {
    throw new InterlaceError(
      `Cannot read ${path}: its header announces ${expected} bytes of elements, ${there} are there`,
      { code: "file-damaged", place: { file: path }, hint: "Write or copy the file again." },
    );
  }
  let done = 0;
  return {
    shape,
    async read(wanted) {
      const count = Math.min(wanted, samples - done) * sampleSize;
      const offset = header.dataOffset + done * sampleSize * dtype.size;
      done += Math.min(wanted, samples - done);
      const bytes = await file.read(offset, count * dtype.size);
      const view = new DataView(bytes.buffer);
      const numbers = new Float64Array(count);
      for (let i = 0; i < count; i++) {
        const value = dtype.read(view, i * dtype.size, dtype.littleEndian);
        numbers[i] = Number(value);
        if (typeof value === "bigint" && BigInt(numbers[i]) !== value) {
          throw new InterlaceError(
            `Cannot read ${path}: it holds ${value}, which would not be exact as float64`,
            { code: "data-invalid", place: { file: path } },
          );
        }
      }
      return numbers;
    },
    [Symbol.asyncDispose]: () => file[Symbol.asyncDispose](),
  };
}

/** A `.npy` file of float64 that is written sample by sample, and appears when it is complete or not at all. */
export interface NpyWriter extends Disposable {
  readonly write: (numbers: Float64Array) => Promise<void>;
  /** Puts the complete file in its place. */
  readonly finish: () => Promise<void>;
}

/**
 * Begins a `.npy` file of a shape known before.
 * @throws {InterlaceError} if it cannot be written.
 */
export async function createNpy(path: string, shape: readonly number[]): Promise<NpyWriter> {
  return await onDisk(`write ${path}`, path, () => openWriter(path, shape));
}

async function openWriter(path: string, shape: readonly number[]): Promise<NpyWriter> {
  const stack = new DisposableStack();
  try {
    stack.use(await makeParents(dirname(resolve(path))));
    const work = stack.use(await makeWorkFolder(dirname(resolve(path))));
    const temporary = join(work.path, "new");
    const file = stack.use(await Deno.open(temporary, { write: true, create: true }));
    const writeAll = async (bytes: Uint8Array) => {
      for (let at = 0; at < bytes.length;) at += await file.write(bytes.subarray(at));
    };
    await writeAll(formatNpyHeader({ descr: "<f8", shape }));
    return {
      write: (numbers) => onDisk(`write ${path}`, path, () => writeAll(littleEndian(numbers))),
      finish: () => onDisk(`write ${path}`, path, () => Deno.rename(temporary, path)),
      [Symbol.dispose]: () => stack.dispose(),
    };
  } catch (error) {
    stack.dispose();
    throw error;
  }
}

/** Numbers as bytes in the order of the file. */
function littleEndian(numbers: Float64Array): Uint8Array {
  const bytes = new Uint8Array(numbers.buffer, numbers.byteOffset, numbers.byteLength);
  if (new Uint8Array(Uint16Array.of(1).buffer)[0] === 1) return bytes;
  const view = new DataView(new ArrayBuffer(bytes.length));
  numbers.forEach((value, i) => view.setFloat64(8 * i, value, true));
  return new Uint8Array(view.buffer);
}
