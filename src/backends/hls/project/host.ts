import { type Design, tensorOf } from "../../../design/mod.ts";
import { cppType } from "../names/cpp_type.ts";
import { fractionBits } from "../../../fixed/mod.ts";
import type { Port } from "../../../model/mod.ts";
import { withCppNames } from "../names/cpp_names.ts";
import { AP_HEADERS } from "../csim/headers.ts";
import { portNames } from "./firmware.ts";
import { naming } from "../names/naming.ts";
import { renderTemplate } from "./render.ts";
import { PREDICT_SCRIPT, PROJECT_TEMPLATES } from "./sources.ts";
import { topArguments } from "./top.ts";
import { travelOf } from "../stages/travel.ts";
import { wrapCode } from "./wrap.ts";

/** A port as `host/network.json` describes it to the Python program. */
interface HostPort {
  /** In the model. */
  readonly name: string;
  /** Of a sample, in the layout of the model's file. */
  readonly sourceShape: readonly number[];
  /** Axis i of what the hardware takes, channels last, is this axis of `sourceShape`. */
  readonly axes: readonly number[];
  /** Of an element, as `ap_fixed<W,I,Q,O>` for people. */
  readonly type: string;
  /** A mantissa m stands for `m * 2^-fraction`. */
  readonly fraction: number;
  readonly signed: boolean;
}

/**
 * The files by which Python runs the firmware on NumPy arrays: `predict.py`, and in `host/` what it compiles, with our own
 * headers in place of the tool's. They lie apart from `firmware/`, so that no tool finds them before its own.
 *
 * Names of the model stand in JSON alone; the program itself is the same in every project.
 */
export function renderHost(named: Design): ReadonlyMap<string, string> {
  const design = withCppNames(named);
  const tensor = (port: { readonly tensor: string }) => tensorOf(design, port.tensor);
  const source = renderTemplate(PROJECT_TEMPLATES.network, {
    name: design.name,
    space: naming.space(design),
    stream: travelOf(design).streams,
    inputs: design.inputs.map((port) => portNames(tensor(port))),
    outputs: design.outputs.map((port) => portNames(tensor(port))),
    arguments: topArguments(design),
  });
  const describe = (port: Port, id: string): HostPort => {
    const { type } = tensorOf(design, id);
    return {
      name: port.name,
      sourceShape: port.sourceShape,
      axes: port.axes,
      type: cppType(type),
      fraction: fractionBits(type),
      signed: type.signed,
    };
  };
  const network = {
    inputs: design.inputs.map(({ index, tensor }) => describe(design.simplified.inputs[index], tensor)),
    outputs: design.outputs.map(({ index, tensor }) => describe(design.simplified.outputs[index], tensor)),
  };
  return new Map([
    ["predict.py", PREDICT_SCRIPT],
    ["host/network.cpp", wrapCode(source)],
    ["host/network.json", `${JSON.stringify(network, null, 2)}\n`],
    ...[...AP_HEADERS].map(([name, text]) => [`host/ap/${name}`, text] as const),
  ]);
}
