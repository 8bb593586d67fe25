import { InterlaceError } from "../../../base/errors.ts";
import { loopsOf, type PermutePlan, portionsOf, type Stage, type TensorPlan } from "../../../design/mod.ts";
import { sizeOf } from "../../../tensor/mod.ts";
import { counterType } from "../names/cpp_type.ts";
import { naming } from "../names/naming.ts";
import { movesOf, type StageCode } from "./stage_code.ts";
import { memoriesOf, storageMember } from "../project/storage.ts";
import { ints, type Member, struct, typedefs } from "./struct.ts";

/** Loops of the kernel of a permutation, one an axis. */
export const PERMUTATION_LOOPS = 5;

/** A stage that moves elements. */
export function rearrangeCode(
  stage: Stage,
  kernel: string,
  members: readonly Member[],
): StageCode {
  const config = naming.config(stage.id);
  return {
    tables: [],
    configs: struct(config, members),
    headers: ["rearrange.h"],
    call: {
      kernel: `${kernel}_${stage.work.kind}`,
      config,
      tags: [],
      constants: [],
    },
  };
}

/**
 * Members of a permutation: tensors of fewer axes than the kernel has get leading ones of length 1.
 * @throws {InterlaceError} if there are more, as a target of one's own may allow.
 */
export function permuteMembers(
  stage: Stage,
  { strides }: PermutePlan,
  { x: input, y: output }: { readonly x: TensorPlan; readonly y: TensorPlan },
): Member[] {
  if (output.shape.length > PERMUTATION_LOOPS) throw tooManyAxes(output);
  const sizes = [...output.shape];
  const moved = [...strides];
  while (sizes.length < PERMUTATION_LOOPS) {
    sizes.unshift(1);
    moved.unshift(0);
  }
  return [
    ...keptMembers(stage),
    ...ints({
      size: sizeOf(output.shape),
      beats: portionsOf(input).count,
      ...Object.fromEntries(sizes.map((size, i) => [`size${i}`, size])),
      ...Object.fromEntries(moved.map((stride, i) => [`stride${i}`, stride])),
    }),
  ];
}

/** What a stream kernel reads that keeps the whole tensor: how fast its memory takes and gives a beat. */
function keptMembers(stage: Stage): Member[] {
  const { work } = stage;
  if (work.kind !== "stream") return [];
  const moves = movesOf(work);
  if (moves?.kind !== "permute") return [];
  const [read, write] = loopsOf(work);
  return [
    ...typedefs({ element_t: counterType(moves.element) }),
    ...storageMember("kept_storage", memoriesOf(stage, "tensor")[0]),
    ...ints({ read_interval: read.initiationInterval, write_interval: write.initiationInterval }),
  ];
}

/** Members of a stage that writes beats of another width. */
export function repackMembers({ work }: Stage, output: TensorPlan): Member[] {
  const moves = work.kind === "stream" ? movesOf(work) : null;
  const counters = moves?.kind === "repack"
    ? typedefs({ from_t: counterType(moves.from), to_t: counterType(moves.to) })
    : [];
  return [...counters, ...ints({ size: sizeOf(output.shape) })];
}

function tooManyAxes({ name, shape }: TensorPlan): InterlaceError {
  return new InterlaceError(
    `Cannot write layer "${name}" as C++: it permutes ${shape.length} axes, and the kernel has ${PERMUTATION_LOOPS} loops`,
    {
      code: "limit-exceeded",
      place: { layer: name },
      hint: `Let limits.permutedAxes of the target be at most ${PERMUTATION_LOOPS}.`,
    },
  );
}
