import { InterlaceError } from "../base/errors.ts";
import { LATE_PACKAGES, loadPackage } from "../base/packages.ts";
import { type IntegerNdArray, MAX_ELEMENTS, type NdArray, unreadable } from "./ndarray.ts";
import { formatNpy, parseNpy } from "./npy.ts";
import { loadDecompressor } from "./zip_contents.ts";
import { listZip, type ZipEntry } from "./zip_directory.ts";

/** Bounds on an archive to be read. */
export interface NpzLimits {
  /** Most uncompressed bytes of all entries together, default 1 GiB. */
  readonly maxBytes?: number;
}

const DEFAULT_MAX_BYTES = 2 ** 30;

/** The oldest time of a zip archive: its bytes depend on the arrays alone, not on when it was written. */
const EPOCH = new Date(1980, 0, 1);

/** Above these a zip archive needs the Zip64 extensions, which are not written. */
const ZIP_LIMITS = { entries: 0xfffe, bytes: 2 ** 32 - 2 ** 24, nameBytes: 0xffff };

/**
 * Reads a NumPy `.npz` archive (`numpy.savez`, `numpy.savez_compressed`). The keys are the names of the
 * entries without `.npy`, in the archive's order; they are never used as paths.
 *
 * The declared sizes are summed and checked before anything is decompressed; no entry may exceed the size
 * that it declares; checksums are verified. All arrays together have at most 2^28 elements.
 *
 * @param bytes The whole file.
 * @param name What error messages call it.
 * @throws {InterlaceError} if the archive is damaged, exceeds the limits, or has an entry that is no array of
 * real numbers.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { formatNpz, parseNpz } from "./npz.ts";
 *
 * const arrays = new Map([["x", { shape: [2], data: Float64Array.of(1, 2) }]]);
 * assertEquals(await parseNpz(await formatNpz(arrays), "xy.npz"), arrays);
 * ```
 * @category Data
 */
export async function parseNpz(
  bytes: Uint8Array,
  name: string,
  limits: NpzLimits = {},
): Promise<Map<string, NdArray>> {
  const entries = listZip(bytes, name);
  checkDeclared({ entries, maxBytes: limits.maxBytes ?? DEFAULT_MAX_BYTES }, name);
  const decompress = await loadDecompressor();
  const arrays = new Map<string, NdArray>();
  let maxElements = MAX_ELEMENTS;
  for (const entry of entries) {
    const array = parseNpy(decompress(entry, name), `${name}, entry ${entry.name}`, { maxElements });
    maxElements -= array.data.length;
    arrays.set(entry.name.slice(0, -".npy".length), array);
  }
  return arrays;
}

function checkDeclared(
  { entries, maxBytes }: { readonly entries: readonly ZipEntry[]; readonly maxBytes: number },
  name: string,
): void {
  const stranger = entries.find((entry) => !entry.name.endsWith(".npy"));
  if (stranger !== undefined) {
    throw unreadable(name, {
      what: `its entry ${stranger.name} is not a .npy file`,
      hint: "Write the archive with numpy.savez.",
    });
  }
  const declared = entries.reduce((sum, entry) => sum + entry.size, 0);
  if (declared > maxBytes) {
    throw unreadable(name, {
      what: `it holds ${declared} bytes uncompressed, more than the limit of ${maxBytes}`,
    });
  }
}

/**
 * Writes a NumPy `.npz` archive: an entry `<key>.npy` for every array, as {@linkcode formatNpy} writes it,
 * deflated. Equal arrays give equal bytes.
 *
 * @throws {InterlaceError} if an array contradicts its shape, or the archive would need Zip64 (4 GiB, 65535
 * entries).
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { formatNpz, parseNpz } from "./npz.ts";
 *
 * const bytes = await formatNpz(new Map([["mantissas", { shape: [1], data: BigInt64Array.of(-3n) }]]));
 * assertEquals((await parseNpz(bytes, "y.npz")).get("mantissas")?.data, Float64Array.of(-3));
 * ```
 * @category Data
 */
export async function formatNpz(arrays: ReadonlyMap<string, NdArray | IntegerNdArray>): Promise<Uint8Array> {
  const { zipSync } = await loadPackage<typeof import("npm:fflate@0.8.3")>(LATE_PACKAGES.zip);
  const files = Array.from(arrays, ([key, array]) => [`${key}.npy`, formatNpy(array)] as const);
  const bytes = files.reduce((sum, [, file]) => sum + file.length, 0);
  const longest = files.reduce((most, [name]) => Math.max(most, new TextEncoder().encode(name).length), 0);
  if (files.length > ZIP_LIMITS.entries || bytes > ZIP_LIMITS.bytes || longest > ZIP_LIMITS.nameBytes) {
    throw new InterlaceError(
      `Cannot write a .npz archive: ${files.length} arrays, ${bytes} bytes, names of up to ${longest} bytes exceed a zip archive`,
      { code: "limit-exceeded", hint: "Write fewer arrays to one file." },
    );
  }
  return zipSync(Object.fromEntries(files), { level: 1, mtime: EPOCH });
}
