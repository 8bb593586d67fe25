import { assert } from "@std/assert";
import { renderFirmware } from "../../../src/backends/hls/mod.ts";
import { InterlaceError } from "../../../src/base/mod.ts";
import type { Design, IoType } from "../../../src/design/mod.ts";
import { ONLY_CASE, repeatCommand } from "../../support/repeat.ts";
import { type ConformanceCase, wantsAll } from "../cases.ts";
import { runCases } from "../run.ts";
import { SEED } from "./case.ts";
import { Choices } from "./choices.ts";
import { describe, problemsOf } from "./compare.ts";
import { count } from "./definition/image.ts";
import { GOALS, type Sort } from "./goals.ts";
import { designOf, drawSamples } from "./network.ts";

const NAME = "differential: generated C++ equals the definition at random types";

/** Networks of each sort: in one io type each, which take turns, or in both. */
const OF_EACH_SORT = wantsAll() ? 3 : 1;
const IO_TYPES: readonly IoType[] = ["io_stream", "io_parallel"];

/** Most weights of a design and most elements of a tensor: compilers take their time for unrolled loops. */
const MOST = { weights: 200, elements: 200 };

/** Every sort of network, by name, for numbers of every width that it is drawn for. */
const SORTS: ReadonlyMap<string, readonly Sort[]> = Map.groupBy(
  GOALS.flatMap(({ sorts }) => sorts).filter(({ isLarge }) => !isLarge),
  ({ name }) => name,
);

Deno.test(NAME, async (test) => {
  const cases = [...SORTS].flatMap(([name, sorts], index) =>
    Array.from({ length: OF_EACH_SORT }, (_, round) => index * OF_EACH_SORT + round).flatMap((number) =>
      IO_TYPES.filter((_, i) => wantsAll() || number % 2 === i).map((io) =>
        drawSmall(sorts, { name: `${name} ${number} ${io}`, number, io })
      )
    )
  ).filter(({ number }) => ONLY_CASE === null || number === Number(ONLY_CASE));
  for (const { name, network, design, images, about } of cases) {
    const problems = await problemsOf(network, { design, samples: images });
    assert(problems.length === 0, [name, ...problems, ...about].join("\n"));
  }
  console.log(`${cases.length} designs, INTERLACE_SEED=${SEED}`);
  await runCases(test, cases);
});

/** Draws until a design is small. */
function drawSmall(
  sorts: readonly Sort[],
  { name, number, io }: { readonly name: string; readonly number: number; readonly io: IoType },
): ConformanceCase & Required<Pick<ConformanceCase, "images" | "about">> & { readonly number: number } & {
  readonly network: Parameters<typeof problemsOf>[0];
} {
  for (let attempt = 0;; attempt++) {
    const choose = new Choices(`${SEED} ${name} ${attempt}`);
    const network = choose.of(sorts).draw(choose);
    const design = designOf(network, {
      io,
      strategy: choose.of(["latency", "resource"]),
      reuseFactor: choose.integer(1, 6),
    });
    if (design === null || !isSmall(design) || !hasLiterals(design)) continue;
    const about = [
      describe(network, design),
      "This case alone:",
      repeatCommand({ name: NAME, origin: import.meta.url }, {
        INTERLACE_SEED: SEED,
        INTERLACE_CASE: number,
      }),
    ];
    return { name, number, network, design, images: drawSamples(choose, network), about };
  }
}

/** Whether all constants of a design can be written: those of more than 53 significant bits are refused. */
function hasLiterals(design: Design): boolean {
  try {
    renderFirmware(design);
    return true;
  } catch (error) {
    if (error instanceof InterlaceError && error.message.includes("53 significant bits")) return false;
    throw error;
  }
}

function isSmall(design: Design): boolean {
  const weights = design.stages.map(({ plan }) =>
    plan.kind === "convolution" || plan.kind === "dense" ? plan.weights.data.length : 0
  );
  return weights.reduce((a, b) => a + b) <= MOST.weights &&
    [...design.tensors.values()].every(({ shape }) => count(shape) <= MOST.elements);
}
