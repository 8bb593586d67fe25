import { assertEquals } from "@std/assert";
import {
  type FixedType,
  fractionBits,
  OVERFLOW_MODES,
  printFixedType,
  QUANTIZATION_MODES,
} from "../../../src/fixed/mod.ts";
import { castParameters } from "../../../src/backends/rtl/stages/cast.ts";
import { randomBits } from "../../fixed/random.ts";
import { rationalCast } from "../../fixed/rational_cast.ts";
import { noIcarus, runVerilog } from "./verilog.ts";

/** A cast, and what it is tried on. */
interface Case {
  readonly from: { readonly width: number; readonly signed: boolean; readonly fraction: number };
  readonly to: FixedType;
  readonly values: readonly bigint[];
}

Deno.test({
  name: "cast.v casts every number of five bits to every small type in every mode",
  ignore: noIcarus,
  fn: async () => {
    const cases: Case[] = [];
    for (const signed of [true, false]) {
      for (const outSigned of [true, false]) {
        for (const width of [1, 3, 8]) {
          for (const fraction of [-3, 0, 1, 2, 4, 7]) {
            for (const quantization of QUANTIZATION_MODES) {
              for (const overflow of OVERFLOW_MODES) {
                cases.push({
                  from: { width: 5, signed, fraction },
                  to: { width, integer: width, signed: outSigned, quantization, overflow },
                  values: Array.from({ length: 32 }, (_, i) => BigInt(signed ? i - 16 : i)),
                });
              }
            }
          }
        }
      }
    }
    await check(cases);
  },
});

Deno.test({
  name: "cast.v casts wide numbers",
  ignore: noIcarus,
  fn: async () => {
    const bits = randomBits(11n);
    const pick = (count: number) => Number(bits() % BigInt(count));
    await check(Array.from({ length: 120 }, (): Case => {
      const width = 20 + pick(109);
      const signed = pick(2) === 0;
      const to: FixedType = {
        width: 1 + pick(64),
        integer: pick(64) - 8,
        signed: pick(2) === 0,
        quantization: QUANTIZATION_MODES[pick(7)],
        overflow: OVERFLOW_MODES[pick(4)],
      };
      const fraction = fractionBits(to) + pick(width + 8) - 5;
      const [least, most] = signed
        ? [-(1n << BigInt(width - 1)), (1n << BigInt(width - 1)) - 1n]
        : [0n, (1n << BigInt(width)) - 1n];
      // A tie, and what is next to it, at the place where the result ends.
      const tie = 1n << BigInt(Math.max(0, Math.min(width - 2, fraction - fractionBits(to) - 1)));
      const random = Array.from({ length: 20 }, () => {
        const word = (bits() << 64n | bits()) % (most - least + 1n);
        return least + (word < 0n ? -word : word);
      });
      return {
        from: { width, signed, fraction },
        to,
        values: [least, most, tie, tie + 1n, 3n * tie > most ? 0n : 3n * tie, signed ? -tie : 0n, ...random],
      };
    }));
  },
});

async function check(cases: readonly Case[]): Promise<void> {
  const lines = await runVerilog(benchOf(cases));
  const got = new Map(lines.map((line) => line.split(" ")).map(([word, bits]) => [word, bits]));
  const wrong: string[] = [];
  cases.forEach(({ from, to, values }, i) =>
    values.forEach((value, j) => {
      const numerator = from.fraction < 0 ? value * 2n ** BigInt(-from.fraction) : value;
      const denominator = from.fraction < 0 ? 1n : 2n ** BigInt(from.fraction);
      const expected = rationalCast({ numerator, denominator }, to);
      const bits = got.get(`${i}.${j}`) ?? "";
      const raw = /^[0-9a-f]+$/.test(bits) ? BigInt(`0x${bits}`) : null;
      const result = raw === null ? bits : to.signed ? BigInt.asIntN(to.width, raw) : raw;
      if (result === expected) return;
      wrong.push(`${value} / 2^${from.fraction} to ${printFixedType(to)}: ${result}, expected ${expected}`);
    })
  );
  assertEquals(wrong.slice(0, 5), []);
}

function benchOf(cases: readonly Case[]): string {
  const instances = cases.flatMap(({ from, to }, i) => {
    const dropped = from.fraction - fractionBits(to);
    const parameters = castParameters("OUT", { dropped, to }).map(([name, value]) => {
      const key = name === "OUT_WIDTH" || name === "OUT_SIGNED" ? name : name.replace("OUT_", "");
      return `.${key}(${Number(value)})`;
    });
    return [
      `    reg [${from.width - 1}:0] in${i};`,
      `    wire [${to.width - 1}:0] out${i};`,
      `    cast #(.IN_WIDTH(${from.width}), .IN_SIGNED(${Number(from.signed)}), ${parameters.join(", ")}) ` +
      `cast${i} (.in(in${i}), .out(out${i}));`,
    ];
  });
  const steps = cases.flatMap(({ from, values }, i) =>
    values.map((value, j) =>
      `        in${i} = ${from.width}'h${BigInt.asUintN(from.width, value).toString(16)}; #1 ` +
      `$display("${i}.${j} %h", out${i});`
    )
  );
  return [
    "`timescale 1ns / 1ps",
    "module bench;",
    ...instances,
    "    initial begin",
    ...steps,
    "    end",
    "endmodule",
    "",
  ]
    .join("\n");
}
