import type { HardwareCast } from "../../../src/fixed/mod.ts";

/** A number as a decimal of so many bits, signed. */
export function decimal(value: bigint, bits: number): string {
  return value < 0n ? `-${bits}'sd${-value}` : `${bits}'sd${value}`;
}

/** Bits of a type as a signed word: one without a sign takes one more. */
export function signedBits({ width, signed }: { readonly width: number; readonly signed: boolean }): number {
  return signed ? width : width + 1;
}

/** A function `name` of signed words of `bits` bits: the mantissa of a cast, as a signed word. */
export function castFunction(name: string, cast: HardwareCast, bits: number): string {
  const { dropped, quantization, overflow, to } = cast;
  const right = Math.max(dropped, 0);
  const wide = Math.max(bits, signedBits(to)) + Math.max(-dropped, 0) + 2;
  const n = (value: bigint) => decimal(value, wide);
  const half = right > 0 ? 1n << BigInt(right - 1) : 0n;
  const sign = `{{${wide - 1}{1'b0}}, v[${wide - 1}]}`;
  const term = {
    AP_TRN: "v",
    AP_TRN_ZERO: `v + (v[${wide - 1}] ? ${n(2n * half - 1n)} : ${n(0n)})`,
    AP_RND: `v + ${n(half)}`,
    AP_RND_MIN_INF: `v + ${n(half - 1n)}`,
    AP_RND_ZERO: `v + ${n(half - 1n)} + $signed(${sign})`,
    AP_RND_INF: `v + ${n(half)} - $signed(${sign})`,
    AP_RND_CONV: `v + ${n(half - 1n)} + $signed({{${wide - 1}{1'b0}}, v[${right}]})`,
  };
  const max = (1n << BigInt(to.signed ? to.width - 1 : to.width)) - 1n;
  const min = !to.signed ? 0n : overflow === "AP_SAT_SYM" ? -max : -max - 1n;
  const out = signedBits(to);
  const low = to.signed ? `v[${out - 1}:0]` : `{1'b0, v[${to.width - 1}:0]}`;
  const clamped = `if (v < ${n(min)}) v = ${n(min)}; else if (v > ${n(max)}) v = ${n(max)};`;
  const steps = {
    AP_WRAP: "",
    AP_SAT: clamped,
    AP_SAT_SYM: clamped,
    AP_SAT_ZERO: `if (v < ${n(min)} || v > ${n(max)}) v = ${n(0n)};`,
  };
  return `
  function signed [${out - 1}:0] ${name}(input signed [${bits - 1}:0] x);
    reg signed [${wide - 1}:0] v;
    begin
      v = x;
      ${dropped < 0 ? `v = v <<< ${-dropped};` : ""}
      ${quantization === null ? "" : `v = ${term[quantization]}; v = v >>> ${right};`}
      ${overflow === null ? "" : steps[overflow]}
      ${name} = ${low};
    end
  endfunction`;
}
