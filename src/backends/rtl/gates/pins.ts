import { type Design, type DesignPort, streamNamed } from "../../../design/mod.ts";
import { instance } from "../text/instance.ts";
import { naming, topName } from "../text/names.ts";
import { DEPLOY_MODULES, RTL_MODULES } from "../project/sources.ts";
import { commas } from "../text/text.ts";

/** Bits of a stream that have a pin. */
const PIN_BITS = 8;

/** The number of samples in a packet: nobody asks where one ends. */
const BATCH = "32'd1";

/** Wires of a stream of beats that its ends see. */
const BEAT_WIRES = ["valid", "ready", "data"] as const;

/** What every module is connected to. */
const CLOCK = [["clk", "clk"], ["rst", "rst"]] as const;

/** Name of the module that pins belong to. */
export function pinsName(design: { readonly name: string }): string {
  return `${topName(design)}_pins`;
}

/**
 * What stands around a network that is placed by itself: no part has pins for all bits of a beat, so that beats travel as
 * bytes, their lowest bits first.
 *
 * @returns Modules by file name, with those of the network that they need.
 */
export function renderPins(design: Design): ReadonlyMap<string, string> {
  return new Map([
    [`${pinsName(design)}.v`, pins(design)],
    ...["axis_pack", "axis_unpack"].map((name): [string, string] => [`${name}.v`, DEPLOY_MODULES[name]]),
    ...["fifo", "ram"].map((name): [string, string] => [`${name}.v`, RTL_MODULES[name]]),
  ]);
}

function pins(design: Design): string {
  const portOf = (isInput: boolean) => (port: DesignPort) => {
    const { id, beats } = streamNamed(design, port.tensor);
    const words = Math.ceil(beats.bits / PIN_BITS);
    return { id, isInput, bits: beats.bits, words, slot: words * PIN_BITS };
  };
  const ports = [...design.inputs.map(portOf(true)), ...design.outputs.map(portOf(false))];
  return [
    `// ${topName(design)} as it is placed by itself: a beat comes and goes as bytes, its lowest bits first.`,
    `module ${pinsName(design)} (`,
    ...commas([
      "input  wire clk",
      "input  wire rst",
      ...ports.flatMap(({ id, isInput }) => {
        const [ahead, back] = isInput ? ["input ", "output"] : ["output", "input "];
        return [
          `${ahead} wire ${id}_valid`,
          `${back} wire ${id}_ready`,
          `${ahead} wire [${PIN_BITS - 1}:0] ${id}_byte`,
        ];
      }),
    ]),
    ");",
    ...ports.flatMap(({ id, bits }) => [
      `    wire beat_${id}_valid;`,
      `    wire beat_${id}_ready;`,
      `    wire [${bits - 1}:0] beat_${id}_data;`,
    ]),
    ...ports.flatMap(({ id, isInput, bits, words, slot }) => {
      const side = isInput ? "s" : "m";
      return instance(isInput ? "axis_unpack" : "axis_pack", naming.words(id), [
        ["WORD", PIN_BITS],
        ["WORDS", words],
        ["ELEMENTS", 1],
        ["SLOT", slot],
        ["WIDTH", bits],
        ...isInput ? [] : [["SIGNED", false], ["BEATS", 1]] as const,
      ], [
        ...CLOCK,
        ...isInput ? [] : [["batch", BATCH]] as const,
        [`${side}_tvalid`, `${id}_valid`],
        [`${side}_tready`, `${id}_ready`],
        [`${side}_tdata`, `${id}_byte`],
        ...isInput ? [] : [["m_tkeep", ""], ["m_tlast", ""]] as const,
        ...BEAT_WIRES.map((wire) => [wire, `beat_${id}_${wire}`] as const),
      ]);
    }),
    ...instance(topName(design), "network", [], [
      ...CLOCK,
      ...ports.flatMap(({ id }) =>
        BEAT_WIRES.map((wire) => [naming.wire(id, wire), `beat_${id}_${wire}`] as const)
      ),
    ]),
    "endmodule",
    "",
  ].join("\n");
}
