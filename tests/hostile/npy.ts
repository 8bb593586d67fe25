import { joined } from "./bytes.ts";
import { oddName, oddNumber, oddSize } from "./extremes.ts";
import type { Random } from "./random.ts";
import { damageText } from "./text.ts";

/** A `.npy` file whose header says odd things about what follows it. */
export function damagedNpy(random: Random): Uint8Array<ArrayBuffer> {
  let shape = random.pick([[3, 4], [2, 3, 4], [], [0], [5]]);
  let descr = random.pick(["<f8", "<f4", ">i2", "|u1", "<i8", "|b1", "<f2"]);
  let data = new Uint8Array(shape.reduce((product, size) => product * size, 1) * Number(descr[2]));
  if (random.once(2)) shape = random.once(3) ? [...shape, oddSize(random)] : shape.map(() => oddSize(random));
  if (random.once(4)) descr = random.pick(["|O", "<c16", "<M8[ns]", "<U4", "<f16", oddName(random)]);
  if (random.once(6)) data = data.subarray(random.below(data.length + 1));
  if (random.once(30)) shape = Array.from({ length: 10_000 }, () => 1);
  const sizes = shape.map((size) => random.once(20) ? String(oddNumber(random)) : BigInt(size)).join(", ");
  let text = `{'descr': '${descr}', 'fortran_order': ${
    random.pick(["True", "False", "None"])
  }, 'shape': (${sizes},), }`;
  if (random.once(3)) text = damageText(text, random);
  if (random.once(30)) text = `${"(".repeat(60_000)}${text}`;
  const header = new TextEncoder().encode(`${text}\n`);
  const version = random.once(8) ? random.below(256) : 1 + random.below(3);
  const length = random.once(8) ? oddSize(random) : header.length;
  const start = new DataView(new ArrayBuffer(version === 1 ? 10 : 12));
  [0x93, 0x4e, 0x55, 0x4d, 0x50, 0x59, version, 0].forEach((byte, i) => start.setUint8(i, byte));
  if (version === 1) start.setUint16(8, length, true);
  else start.setUint32(8, length, true);
  return joined(new Uint8Array(start.buffer), header, data);
}
