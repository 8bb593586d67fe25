import { assertEquals } from "@std/assert";
import { compareKernels, compareRatios } from "../../bench/support/compare.ts";
import type { KernelFigures, KernelResults } from "../../bench/support/figures.ts";
import { medianRatios, ratiosOf } from "../../bench/support/ratios.ts";

const KERNEL: KernelFigures = {
  design: "0123456789abcdef",
  sources: { cycles: "schedule", resources: "estimate" },
  latency: 100,
  interval: 90,
  resources: { BRAM_18K: 1, DSP: 2, FF: 3, LUT: 4, URAM: 0 },
};

function results(kernels: Readonly<Record<string, KernelFigures>>): KernelResults {
  return { version: "0", kernels };
}

/** What is said of a kernel `k` that was {@linkcode KERNEL}: figure, before, now, verdict. */
function said(now: Partial<KernelFigures>): readonly (readonly unknown[])[] {
  return compareKernels(results({ k: KERNEL }), results({ k: { ...KERNEL, ...now } }))
    .map(({ figure, before, now, verdict }) => [figure, before, now, verdict]);
}

Deno.test("compareKernels() says nothing of equal figures", () => {
  assertEquals(said({}), []);
});

Deno.test("compareKernels() takes one cycle or one look-up table more for a regression, one less for better", () => {
  assertEquals(said({ latency: 101 }), [["latency", 100, 101, "regression"]]);
  assertEquals(said({ interval: 89 }), [["interval", 90, 89, "improvement"]]);
  assertEquals(said({ resources: { ...KERNEL.resources, LUT: 5, FF: 2 } }), [
    ["FF", 3, 2, "improvement"],
    ["LUT", 4, 5, "regression"],
  ]);
});

Deno.test("compareKernels() takes a figure that is not known any more for a regression", () => {
  assertEquals(said({ latency: null }), [["latency", 100, null, "regression"]]);
  const [change] = compareKernels(results({ k: { ...KERNEL, latency: null } }), results({ k: KERNEL }));
  assertEquals([change.before, change.now, change.verdict], [null, 100, "improvement"]);
});

Deno.test("compareKernels() does not compare figures of another design or from elsewhere", () => {
  assertEquals(said({ design: "other", latency: 1 }), [["design", "0123456789ab", "other", "regression"]]);
  const sources = { ...KERNEL.sources, cycles: "plan" };
  assertEquals(said({ sources, latency: 1 }), [["source of cycles", "schedule", "plan", "regression"]]);
});

Deno.test("compareKernels() names kernels that are gone, and new ones", () => {
  const changes = compareKernels(results({ old: KERNEL }), results({ young: KERNEL }));
  assertEquals(changes.map(({ subject, verdict }) => [subject, verdict]), [
    ["old", "regression"],
    ["young", "new"],
  ]);
});

Deno.test("compareRatios() tells noise from what is far out", () => {
  const bounds = { noise: 0.8, regression: 0.5 };
  const verdict = (now: number) => compareRatios({ x: 10 }, { x: now }, bounds)[0]?.verdict;
  assertEquals([4.9, 5, 7.9, 8, 12.5, 12.6, 20, 20.1].map(verdict), [
    "regression",
    "noise",
    "noise",
    undefined,
    undefined,
    "noise",
    "noise",
    "improvement",
  ]);
  assertEquals(compareRatios({ x: 1 }, { y: 1 }, bounds).map(({ verdict }) => verdict), [
    "regression",
    "new",
  ]);
  assertEquals(compareRatios({ x: 1 }, { x: null }, bounds).map(({ verdict }) => verdict), ["not measured"]);
});

Deno.test("medianRatios() takes the middle one of the runs that have a ratio", () => {
  assertEquals(medianRatios([{ a: 1, b: 5 }, { a: 9 }, { a: 2 }]), { a: 2, b: 5 });
  assertEquals(medianRatios([{ a: null, b: null }, { a: 3, b: null }]), { a: 3, b: null });
});

Deno.test("ratiosOf() takes a network whose file is not there for one that cannot be measured", () => {
  const text = JSON.stringify({
    layers: [],
    networks: [{ network: "here", timesOnnxRuntime: 2 }],
    absentNetworks: ["elsewhere"],
  });
  assertEquals(ratiosOf(text), { "here: times ONNX Runtime": 2, "elsewhere: times ONNX Runtime": null });
});
