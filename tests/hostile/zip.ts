import { crc32, deflateRawSync } from "node:zlib";
import { joined } from "./bytes.ts";
import { oddName } from "./extremes.ts";
import type { Random } from "./random.ts";

/** What a record of an archive says of an entry; what is left out is true. */
export interface ZipRecord {
  readonly name: string;
  readonly contents: Uint8Array;
  readonly method?: number;
  readonly flags?: number;
  readonly crc?: number;
  readonly compressedSize?: number;
  readonly size?: number;
  /** Where its local header is said to lie. */
  readonly offset?: number;
}

/** What the end of an archive says of it. */
export interface ZipEnd {
  readonly count?: number;
  readonly size?: number;
  readonly offset?: number;
}

/** An archive of deflated entries whose records say what they are told to. */
export function zipArchive(records: readonly ZipRecord[], end: ZipEnd = {}): Uint8Array<ArrayBuffer> {
  const locals: Uint8Array[] = [];
  const central: Uint8Array[] = [];
  let at = 0;
  for (const record of records) {
    const { name, contents, flags = 0, method = 8, crc = crc32(contents) } = record;
    const data = method === 0 ? contents : new Uint8Array(deflateRawSync(contents));
    const { compressedSize = data.length, size = contents.length, offset = at } = record;
    const nameBytes = new TextEncoder().encode(name);
    const common = fields([2, 20], [2, flags], [2, method], [4, 0x21], [4, crc], [4, compressedSize], [
      4,
      size,
    ], [
      2,
      nameBytes.length,
    ], [2, 0]);
    locals.push(joined(fields([4, 0x04034b50]), common, nameBytes, data));
    central.push(
      joined(
        fields([4, 0x02014b50], [2, 20]),
        common,
        fields([2, 0], [2, 0], [2, 0], [4, 0], [4, offset]),
        nameBytes,
      ),
    );
    at += locals[locals.length - 1].length;
  }
  const directory = joined(...central);
  const { count = records.length, size = directory.length, offset = at } = end;
  const tail = fields([4, 0x06054b50], [2, 0], [2, 0], [2, count], [2, count], [4, size], [4, offset], [
    2,
    0,
  ]);
  return joined(...locals, directory, tail);
}

/** Little-endian integers, each of so many bytes. */
function fields(...list: readonly (readonly [bytes: number, value: number])[]): Uint8Array {
  return Uint8Array.from(
    list.flatMap(([bytes, value]) =>
      Array.from({ length: bytes }, (_, i) => Math.floor(value / 2 ** (8 * i)) & 255)
    ),
  );
}

/** Records and end of an archive of these entries with something about them untrue. */
export function damagedArchive(
  entries: Readonly<Record<string, Uint8Array>>,
  random: Random,
): Uint8Array<ArrayBuffer> {
  const records: ZipRecord[] = Object.entries(entries).map(([name, contents]) => ({ name, contents }));
  const at = random.below(records.length);
  const change = (fields: Partial<ZipRecord>) => void (records[at] = { ...records[at], ...fields });
  const size = random.pick([0, 1, 2 ** 20, 2 ** 30, 2 ** 32 - 2, 2 ** 32 - 1]);
  switch (random.below(10)) {
    case 0:
      change({ size });
      break;
    case 1:
      change({ compressedSize: size });
      break;
    case 2:
      change({ offset: random.once(2) ? 0 : size });
      break;
    case 3:
      change({ method: random.below(100) });
      break;
    case 4:
      change({ flags: random.below(65536) });
      break;
    case 5:
      change({ name: oddName(random).slice(0, 60_000) });
      break;
    case 6:
      // A megabyte of zeros in a kilobyte, that says so or not.
      change({ contents: new Uint8Array(2 ** 25), ...random.once(2) ? { size: 100 } : {} });
      break;
    case 7:
      records.push(records[at]);
      break;
    case 8:
      for (let i = 0; i < random.pick([10, 5000]); i++) {
        records.push({ name: `e${i}`, contents: new Uint8Array(1) });
      }
      break;
    default:
      return zipArchive(records, {
        [random.pick(["count", "size", "offset"])]: random.once(2) ? random.below(99) : size,
      });
  }
  return zipArchive(records);
}
