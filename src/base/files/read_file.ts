import { constants, type Stats } from "node:fs";
import { type FileHandle, open, realpath, stat } from "node:fs/promises";
import { relative, resolve, sep } from "node:path";
import { cannotRead } from "./cannot_read.ts";
import { InterlaceError } from "../errors.ts";
import { fileCode, fileProblem, permissionHint, systemCode } from "./file_problem.ts";
import { similarFile } from "./similar_file.ts";

/** Bytes that a file may have where nobody says otherwise: what one array can hold everywhere. */
export const MAX_FILE_BYTES = 2 ** 31 - 1;

/** Bytes of a text that a person writes, or that a tool dumps for one: configurations, manifests. */
export const MAX_TEXT_BYTES = 2 ** 24;

/** Bytes that are asked for at once: no system call takes more than 2 GiB, and the runtime copies what it reads. */
const CHUNK_BYTES = 2 ** 24;

/** How a file is read. */
export interface ReadOptions {
  /** The file's name in messages. Default: the path. */
  readonly shown?: string;
  /** Bytes that it may have; more is refused before anything is read. Default {@linkcode MAX_FILE_BYTES}. */
  readonly maxBytes?: number;
  /** A folder in which it must lie, symbolic links followed, and what messages call that. Default: anywhere. */
  readonly inside?: { readonly folder: string; readonly called: string };
}

/** An open file that is on a disk: it has a length, and reading it ends. */
export interface RegularFile extends AsyncDisposable {
  /** Bytes that it had when it was opened. */
  readonly size: number;
  /**
   * Bytes from an offset on.
   * @throws {InterlaceError} if there are fewer.
   */
  readonly read: (offset: number, count: number) => Promise<Uint8Array<ArrayBuffer>>;
}

/**
 * Opens a regular file. Pipes, sockets and devices, whose reading may never end, are refused without waiting for them.
 *
 * @throws {InterlaceError} for what is no regular file, is too large, is missing, lies outside its folder or may not be
 * read.
 */
export async function openRegularFile(path: string, options: ReadOptions = {}): Promise<RegularFile> {
  const { shown = path, maxBytes = MAX_FILE_BYTES, inside } = options;
  const place = inside === undefined ? path : await placeInside(path, shown, inside);
  // Twice: opening a device may already do something, and what is opened may be another file by then.
  // What a model names is no business of its reader's other files.
  const similar = inside === undefined ? () => similarFile(path) : undefined;
  checkRegular(await attempt(() => stat(place), shown, similar), { shown, maxBytes });
  // Windows has no such flag, nor pipes that wait to be opened.
  const file = await attempt(() => open(place, constants.O_RDONLY | (constants.O_NONBLOCK ?? 0)), shown);
  try {
    const info = await attempt(() => file.stat(), shown);
    checkRegular(info, { shown, maxBytes });
    return {
      size: info.size,
      read: (offset, count) => attempt(() => readRange(file, { offset, count }), shown),
      [Symbol.asyncDispose]: () => file.close(),
    };
  } catch (error) {
    await file.close();
    throw error;
  }
}

/**
 * The contents of a regular file of bounded size.
 * @throws {InterlaceError} as {@linkcode openRegularFile} does.
 *
 * @example
 * ```ts
 * import { readRegularFile } from "./read_file.ts";
 *
 * const bytes = await readRegularFile("deno.json", { maxBytes: 2 ** 20 });
 * new TextDecoder().decode(bytes); // the text of the file
 * ```
 */
export async function readRegularFile(
  path: string,
  options: ReadOptions = {},
): Promise<Uint8Array<ArrayBuffer>> {
  await using file = await openRegularFile(path, options);
  return await file.read(0, file.size);
}

/**
 * The contents of a regular file of bounded size, or null where nothing is.
 * @throws {InterlaceError} as {@linkcode openRegularFile} does, but for a missing file.
 */
export async function readFileIfThere(
  path: string,
  options: ReadOptions = {},
): Promise<Uint8Array<ArrayBuffer> | null> {
  try {
    return await readRegularFile(path, options);
  } catch (error) {
    if (error instanceof InterlaceError && systemCode(error.cause) === "ENOENT") return null;
    throw error;
  }
}

/** Where a file really lies, which must be in a folder. */
async function placeInside(
  path: string,
  shown: string,
  { folder, called }: { readonly folder: string; readonly called: string },
): Promise<string> {
  const real = await attempt(() => realpath(path), shown);
  const root = await attempt(() => realpath(folder), shown);
  const way = relative(root, real);
  if (way.split(sep)[0] !== ".." && resolve(root, way) === resolve(real)) return real;
  throw cannotRead(shown, `it is a link to a place outside ${called}`);
}

function checkRegular(
  info: Stats,
  { shown, maxBytes }: { readonly shown: string; readonly maxBytes: number },
) {
  const problem = info.isDirectory()
    ? "it is a folder"
    : info.isFIFO()
    ? "it is a pipe"
    : info.isSocket()
    ? "it is a socket"
    : !info.isFile()
    ? "it is a device"
    : info.size > maxBytes
    ? `it has ${info.size} bytes, more than the limit of ${maxBytes}`
    : null;
  if (problem !== null) throw cannotRead(shown, problem);
}

async function readRange(
  file: FileHandle,
  { offset, count }: { readonly offset: number; readonly count: number },
): Promise<Uint8Array<ArrayBuffer>> {
  const bytes = new Uint8Array(count);
  for (let at = 0; at < count;) {
    const { bytesRead } = await file.read(bytes, at, Math.min(count - at, CHUNK_BYTES), offset + at);
    if (bytesRead === 0) throw new Error(`it ends after ${offset + at} bytes, before ${offset + count}`);
    at += bytesRead;
  }
  return bytes;
}

/** @param similar Says what may have been meant, where there is nothing. */
async function attempt<T>(
  action: () => Promise<T>,
  shown: string,
  similar: () => Promise<string | undefined> = () => Promise.resolve(undefined),
): Promise<T> {
  try {
    return await action();
  } catch (cause) {
    const hint = fileCode(cause) === "file-missing" ? await similar() : permissionHint(cause);
    throw cannotRead(shown, fileProblem(cause), { cause, hint });
  }
}
