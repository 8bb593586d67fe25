import { InterlaceError } from "../../base/errors.ts";
import { halfToNumber, type RealTensor, sizeOf } from "../../tensor/mod.ts";

/** An open HDF5 file; paths lead from its root, with slashes. */
export interface Hdf5File {
  /** Whether there is a group or data set of this path. */
  readonly has: (path: string) => boolean;
  /** Texts of an attribute of a group: one, or a list of them; null if there is none of this name. */
  readonly texts: (group: string, name: string) => readonly string[] | null;
  /** Numbers of a data set; null if there is none of this path. */
  readonly tensor: (path: string) => RealTensor | null;
}

/** The eight bytes that every HDF5 file starts with. */
const SIGNATURE = [0x89, 0x48, 0x44, 0x46, 0x0d, 0x0a, 0x1a, 0x0a];

/** Bytes that deflate, HDF5's own compression, makes of one at most. */
const MAX_EXPANSION = 1032;

/** Axes that a data set of weights may have. */
const MAX_RANK = 8;

/** Classes of HDF5's types. */
const CLASS = { integer: 0, float: 1, string: 3 };

/** How an element of a data set is read, by its class and size in bytes; signed integers only. */
const READERS: ReadonlyMap<string, (view: DataView, at: number, little: boolean) => number> = new Map([
  [`${CLASS.float} 2`, (view, at, little) => halfToNumber(view.getUint16(at, little))],
  [`${CLASS.float} 4`, (view, at, little) => view.getFloat32(at, little)],
  [`${CLASS.float} 8`, (view, at, little) => view.getFloat64(at, little)],
  [`${CLASS.integer} 1`, (view, at) => view.getInt8(at)],
  [`${CLASS.integer} 4`, (view, at, little) => view.getInt32(at, little)],
  [`${CLASS.integer} 8`, (view, at, little) => Number(view.getBigInt64(at, little))],
]);

/** The reader of HDF5 files; its types come with its code. */
type Library = typeof import("npm:h5wasm@0.10.3");

/** An open file and what is known of it. */
interface Source {
  readonly file: InstanceType<Library["File"]>;
  readonly module: Awaited<Library["ready"]>;
  /** For messages. */
  readonly name: string;
  /** Size of the whole file. */
  readonly bytes: number;
}

/** Files that have been opened so far; each has a name of its own in the reader's memory. */
let opened = 0;

/** Whether bytes begin as an HDF5 file does. */
export function isHdf5(bytes: Uint8Array): boolean {
  return SIGNATURE.every((byte, i) => bytes[i] === byte);
}

/**
 * Opens an HDF5 file in memory for the time of a call.
 *
 * @param use Reads what it needs; what it returns must not touch the file any more.
 * @throws {InterlaceError} if the file is none or damaged, and whatever `use` throws.
 */
export async function withHdf5<T>(
  { name, bytes }: { readonly name: string; readonly bytes: Uint8Array },
  use: (file: Hdf5File) => T,
): Promise<T> {
  if (!isHdf5(bytes)) throw unreadable(name, "it is no HDF5 file");
  const { File, ready } = await import("npm:h5wasm@0.10.3");
  const module = await ready;
  const path = `/interlace-${++opened}.h5`;
  module.FS.writeFile(path, bytes);
  module.activate_throwing_error_handler();
  try {
    const file = attempt(name, () => new File(path, "r"));
    try {
      return use(reader({ file, module, name, bytes: bytes.length }));
    } finally {
      attempt(name, () => file.close());
    }
  } finally {
    module.deactivate_throwing_error_handler();
    module.FS.unlink(path);
  }
}

function reader(source: Source): Hdf5File {
  const { file, module, name } = source;
  const known = new Map<string, ReadonlySet<string>>();
  const keys = (group: InstanceType<Library["Group"]>) => {
    const names = known.get(group.path) ?? new Set(attempt(name, () => group.keys()));
    known.set(group.path, names);
    return names;
  };
  // The library's errors are exceptions here, and asking for what is not there is one of them.
  const get = (path: string) => {
    let group: InstanceType<Library["Group"]> = file;
    const steps = path.split("/").filter((step) => step !== "");
    for (const [i, step] of steps.entries()) {
      if (!keys(group).has(step)) return null;
      const entry = attempt(name, () => group.get(step));
      if (entry === null) return null;
      if (i === steps.length - 1) return entry;
      if (!("keys" in entry)) return null;
      group = entry;
    }
    return group;
  };
  return {
    has: (path) => get(path) !== null,
    texts(path, attribute) {
      const group = get(path);
      if (group === null || !("get_attribute" in group)) return null;
      const { file_id, path: full } = group;
      if (!attempt(name, () => module.get_attribute_names(file_id, full)).includes(attribute)) return null;
      const { type, size, total_size } = attempt(
        name,
        () => module.get_attribute_metadata(file_id, full, attribute),
      );
      if (type !== CLASS.string) throw unreadable(name, `its attribute ${attribute} is no text`);
      if (!(size * total_size <= source.bytes * MAX_EXPANSION)) throw tooLarge(name, attribute);
      const value = attempt(name, () => group.get_attribute(attribute, true));
      return (Array.isArray(value) ? value : [value]).map(String);
    },
    tensor(path) {
      const entry = get(path);
      if (entry === null || !("metadata" in entry) || !("filters" in entry)) return null;
      return readTensor(source, path);
    },
  };
}

function readTensor({ file, module, name, bytes }: Source, path: string): RealTensor {
  const { type, size, shape, littleEndian, signed, virtual_sources } = attempt(
    name,
    () => module.get_dataset_metadata(file.file_id, path),
  );
  const read = READERS.get(`${type} ${size}`);
  if (read === undefined || type === CLASS.integer && !signed || shape === null) {
    throw unreadable(name, `its data set ${path} holds no real numbers of 16 to 64 bits`);
  }
  if (virtual_sources !== undefined && virtual_sources.length > 0) {
    throw unreadable(name, `its data set ${path} lies in other files`);
  }
  const count = sizeOf(shape);
  if (shape.length > MAX_RANK || !(count * size <= bytes * MAX_EXPANSION)) throw tooLarge(name, path);
  const raw = attempt(name, () => {
    const at = module._malloc(Math.max(count * size, 1));
    if (at === 0) throw tooLarge(name, path);
    try {
      module.get_dataset_data(file.file_id, path, null, null, null, BigInt(at));
      return module.HEAPU8.slice(at, at + count * size);
    } finally {
      module._free(at);
    }
  });
  const view = new DataView(raw.buffer);
  return {
    shape: shape.map(Number),
    data: Float64Array.from({ length: count }, (_, i) => read(view, i * size, littleEndian)),
  };
}

function tooLarge(name: string, part: string): InterlaceError {
  return unreadable(name, `${part} claims more bytes than the file can hold`);
}

/** Calls the library; what it throws is that the file is damaged. */
function attempt<T>(name: string, call: () => T): T {
  try {
    return call();
  } catch (cause) {
    if (cause instanceof InterlaceError) throw cause;
    throw unreadable(name, "the HDF5 file is damaged", cause);
  }
}

function unreadable(name: string, what: string, cause?: unknown): InterlaceError {
  const hint = "Save the model or copy the file again.";
  return new InterlaceError(`Cannot read ${name}: ${what}`, { place: { file: name }, hint, cause });
}
