import { Refusal } from "../../import/refusal.ts";
import type { Signal } from "../../import/signal.ts";
import { isObject, KerasConfig, wrong } from "../config.ts";
import type { Emission } from "../layers/layer.ts";
import { applied, type KerasOperation, operandOf } from "./operation.ts";
import { SLICE_END } from "../../onnx/operators/rules/slice_rules.ts";

/** What one entry between the brackets of `x[…]` does to an axis. */
type Item =
  | { readonly kind: "range"; readonly start: number; readonly stop: number; readonly step: number }
  | { readonly kind: "index"; readonly index: number }
  | { readonly kind: "new" }
  | { readonly kind: "rest" };

/** `x[…]`: ranges, single elements, new axes and an ellipsis. */
export const getItem: KerasOperation = {
  kinds: ["slice", "reshape"],
  limits: "constant bounds, forward steps",
  parameters: ["x", "key"],
  read(call) {
    const key = call.config.any("key");
    const items = (Array.isArray(key) ? key : [key]).map(readItem);
    return (inputs, emission) => [selected(call.signal("x", inputs), items, emission)];
  },
};

function selected(signal: Signal, items: readonly Item[], emission: Emission): Signal {
  const rank = signal.shape.length + 1;
  const used = items.filter(({ kind }) => kind === "range" || kind === "index").length;
  const rests = items.filter(({ kind }) => kind === "rest").length;
  if (used > rank || rests > 1) throw new Refusal(`it names ${used} of ${rank} axes`);
  const all = { kind: "range", start: 0, stop: SLICE_END, step: 1 } as const;
  const filler = new Array<Item>(rank - used).fill(all);
  const whole = items.flatMap((item) => item.kind === "rest" ? filler : [item]);
  const full = rests === 0 ? [...whole, ...filler] : whole;
  const ranges: { axis: number; start: number; stop: number; step: number }[] = [];
  const gone: number[] = [];
  const added: number[] = [];
  let axis = 0;
  let place = 0;
  for (const item of full) {
    if (item.kind === "new") {
      added.push(place++);
      continue;
    }
    if (item.kind === "index") {
      ranges.push({ axis, start: item.index, stop: item.index === -1 ? SLICE_END : item.index + 1, step: 1 });
      gone.push(axis);
    } else {
      if (item.kind === "range" && !(item.start === 0 && item.stop === SLICE_END && item.step === 1)) {
        ranges.push({ axis, ...item });
      }
      place++;
    }
    axis++;
  }
  const list = (key: "start" | "stop" | "axis" | "step") => ranges.map((range) => range[key]);
  const sliced = ranges.length === 0 ? signal : applied(emission, [operandOf(signal)], {
    op: "Slice",
    integers: [list("start"), list("stop"), list("axis"), list("step")],
  });
  const squeezed = gone.length === 0
    ? sliced
    : applied(emission, [operandOf(sliced)], { op: "Squeeze", integers: [gone], suffix: "squeeze" });
  return added.length === 0
    ? squeezed
    : applied(emission, [operandOf(squeezed)], { op: "Unsqueeze", integers: [added], suffix: "expand" });
}

/** An entry as Keras 3 writes it, with a class, or as tf.keras does. */
function readItem(value: unknown): Item {
  if (value === null) return { kind: "new" };
  if (Number.isSafeInteger(value)) return { kind: "index", index: Number(value) };
  if (!isObject(value)) throw wrong("key", value, "ranges and numbers");
  if (value.class_name === "__ellipsis__") return { kind: "rest" };
  const range = value.class_name === "__slice__"
    ? new KerasConfig(value).object("config")
    : new KerasConfig(value);
  const [start, stop, step] = ["start", "stop", "step"].map((key) => {
    const bound = range.any(key);
    if (bound === null || Number.isSafeInteger(bound)) return bound === null ? null : Number(bound);
    throw wrong(`${key} of a range`, bound, "a whole number");
  });
  if ((step ?? 1) < 1) {
    throw new Refusal(`its step ${step} reverses an axis, supported are steps of 1 and more`);
  }
  return { kind: "range", start: start ?? 0, stop: stop ?? SLICE_END, step: step ?? 1 };
}
