/** How hosts quantise and pack, against `src/`, byte for byte. */
import { assertEquals } from "@std/assert";
import { packSamples, type WordBits } from "../../../../src/backends/mod.ts";
import { HOST_WORDS, networkRecord } from "../../../../src/backends/words/host_words.ts";
import { portRecords } from "../../../../src/backends/words/port_records.ts";
import { makeWorkFolder } from "../../../../src/base/files/work_folder.ts";
import { createDesign, tensorOf } from "../../../../src/design/mod.ts";
import { buildModel } from "../../../../src/model/mod.ts";
import { encodeInputs } from "../../../../src/simulate/mod.ts";
import { formatNpz } from "../../../../src/tensor/mod.ts";
import { noPython } from "./hosts.ts";

/** Widths at the limits, points on either side of the digits, every way to round and to overflow. */
const TYPES = [
  "ap_fixed<16,20>",
  "ap_fixed<64,32,AP_RND_CONV,AP_SAT>",
  "ap_ufixed<64,20,AP_RND_ZERO,AP_WRAP>",
  "ap_fixed<1,1,AP_RND,AP_SAT_SYM>",
  "ap_ufixed<1,4,AP_RND,AP_SAT>",
  "ap_fixed<8,-3,AP_RND_INF,AP_SAT_SYM>",
  "ap_fixed<9,14,AP_RND_MIN_INF,AP_SAT_ZERO>",
  "ap_ufixed<53,1,AP_TRN_ZERO,AP_WRAP>",
  "ap_int<33>",
  "ap_uint<7>",
  "ap_fixed<24,4,AP_TRN_ZERO,AP_SAT_ZERO>",
  "ap_ufixed<12,-2,AP_RND_CONV,AP_SAT>",
];

/** A sample of each input: maps that are not square, beats of three elements. */
const [LENGTH, CHANNELS, SAMPLES] = [7, 3, 477];

/** 10,017 numbers: small, large, on ties and beside them, on either side of every limit. */
function numbersOf(seed: number): Float64Array<ArrayBuffer> {
  let state = seed * 7919 + 17;
  const random = () => {
    state = (state * 1103515245 + 12345) % 2 ** 31;
    return state / 2 ** 31;
  };
  const next = (x: number) => x * (1 + (random() < 0.5 ? 1 : -1) * 2 ** -52);
  return Float64Array.from({ length: SAMPLES * LENGTH * CHANNELS }, (_, k) => {
    const sign = random() < 0.5 ? -1 : 1;
    const scale = 2 ** Math.floor(random() * 160 - 80);
    switch (k % 6) {
      case 0:
        return sign * Math.round(random() * 2 ** 12) / 2 ** Math.floor(random() * 20 - 2);
      case 1:
        return next(sign * Math.round(random() * 2 ** 10) / 2 ** Math.floor(random() * 14));
      case 2:
        return sign * 2 ** Math.floor(random() * 80 - 15);
      case 3:
        return next(sign * 2 ** Math.floor(random() * 80 - 15));
      case 4:
        return sign * random() * scale;
      default:
        return [
          0,
          -0,
          5e-324,
          -5e-324,
          1.7976931348623157e308,
          -1.7976931348623157e308,
          2 ** 63,
          -(2 ** 63),
          2 ** 64,
        ][Math.floor(k / 6) % 9];
    }
  });
}

const PACK = `
import sys, numpy as np
from words import Deployment
data = dict(np.load("x.npz"))
parts, samples = Deployment().encode((), data)
for port, part in zip(Deployment().inputs, parts):
    raw = port.unpack(part)
    assert np.array_equal(port.pack(raw.view(np.uint64)), part)
    sys.stdout.buffer.write(part.tobytes())
`;

for (const wordBits of [8, 128] as const satisfies readonly WordBits[]) {
  Deno.test({
    name:
      `10,017 numbers of each of 12 types quantised and packed by Python are those of src/, in words of ${wordBits} bits`,
    ignore: noPython,
    fn: async () => {
      // The first name is that of Python's own argument.
      const names = TYPES.map((_, i) => i === 0 ? "self" : `in put ${i} "'\\ $(touch x) \u00e9`);
      const model = buildModel(
        "network",
        (b) => names.map((name) => b.relu(b.input({ name, length: LENGTH, channels: CHANNELS }))),
      );
      const layers = Object.fromEntries(names.map((name, i) => [name, { precision: { result: TYPES[i] } }]));
      const design = createDesign(model, { layers });
      const data = new Map(
        names.map((name, i) => [name, { shape: [SAMPLES, LENGTH, CHANNELS], data: numbersOf(i) }]),
      );
      const inputs = encodeInputs(design, data);
      const expected = design.inputs.flatMap(({ tensor }, i) => [
        ...packSamples(tensorOf(design, tensor), inputs[i], wordBits),
      ]);
      using work = await makeWorkFolder();
      for (const [path, text] of [HOST_WORDS, networkRecord(portRecords(design, wordBits))]) {
        await Deno.writeTextFile(`${work.path}/${path.replace("deploy/", "")}`, text);
      }
      await Deno.writeFile(`${work.path}/x.npz`, await formatNpz(data));
      const { stdout, stderr } = await new Deno.Command("python3", { args: ["-c", PACK], cwd: work.path })
        .output();
      assertEquals(new TextDecoder().decode(stderr), "");
      assertEquals(stdout.length, expected.length);
      const at = stdout.findIndex((byte, i) => byte !== expected[i]);
      assertEquals(at, -1);
    },
  });
}
