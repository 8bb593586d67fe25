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

/** What every module is connected to: a reset that has come from its pin through registers. */
const CLOCK = [["clk", "clk"], ["rst", "reset"]] as const;

/** Registers of a reset on its way from the pin. */
const RESET_CYCLES = 2;

/** Bytes that wait behind the pins: with fewer than three, one could not follow the other cycle by cycle. */
const BYTES_BETWEEN = 4;

/** Name of the module that pins belong to. */
export function pinsName(design: { readonly name: string }): string {
  return `${topName(design)}_pins`;
}

/**
 * What stands around a network that is placed by itself: no part has pins for all bits of a beat, so that beats travel as
 * bytes, their lowest bits first. Pins lie wherever they come to lie, at the border of the part: a FIFO behind them lets
 * everything else be elsewhere. A reset goes through registers, too.
 *
 * @returns Modules by file name, with those of the network that they need.
 */
export function renderPins(design: Design): ReadonlyMap<string, string> {
  return new Map([
    [`${pinsName(design)}.v`, pins(design)],
    ...["axis_pack", "axis_unpack"].map((name): [string, string] => [`${name}.v`, DEPLOY_MODULES[name]]),
    ...["fifo", "pipeline", "ram"].map((name): [string, string] => [`${name}.v`, RTL_MODULES[name]]),
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
    "    wire reset;",
    ...instance("pipeline", "with_reset", [["WIDTH", 1], ["CYCLES", RESET_CYCLES]], [
      ["clk", "clk"],
      ["in", "rst"],
      ["out", "reset"],
    ]),
    ...ports.flatMap(({ id, bits }) => [
      ...([["bytes", PIN_BITS], ["beat", bits]] as const).flatMap(([of, width]) => [
        `    wire ${id}_${of}valid;`,
        `    wire ${id}_${of}ready;`,
        `    wire [${width - 1}:0] ${id}_${of}data;`,
      ]),
      `    wire ${id}_room;`,
    ]),
    ...ports.flatMap(({ id, isInput, bits, words, slot }) => {
      const side = isInput ? "s" : "m";
      const given = isInput ? `${id}_valid && ${id}_ready` : `${id}_bytesvalid && ${id}_bytesready`;
      // As long as a reset is on its way, no byte is taken: it would be lost.
      const open = isInput ? `${id}_ready = ${id}_room && !reset` : `${id}_bytesready = ${id}_room`;
      return [
        `    assign ${open};`,
        ...instance("fifo", naming.bytes(id), [["WIDTH", PIN_BITS], ["DEPTH", BYTES_BETWEEN]], [
          ...CLOCK,
          ["take", given],
          ["room", `${id}_room`],
          ["push", given],
          ["push_data", isInput ? `${id}_byte` : `${id}_bytesdata`],
          ["valid", isInput ? `${id}_bytesvalid` : `${id}_valid`],
          ["ready", isInput ? `${id}_bytesready` : `${id}_ready`],
          ["data", isInput ? `${id}_bytesdata` : `${id}_byte`],
        ]),
        ...instance(isInput ? "axis_unpack" : "axis_pack", naming.words(id), [
          ["WORD", PIN_BITS],
          ["WORDS", words],
          ["ELEMENTS", 1],
          ["SLOT", slot],
          ["WIDTH", bits],
          ...isInput ? [] : [["SIGNED", false], ["BEATS", 1]] as const,
        ], [
          ...CLOCK,
          ...isInput ? [] : [["batch", BATCH]] as const,
          ...BEAT_WIRES.map((wire) => [`${side}_t${wire}`, `${id}_bytes${wire}`] as const),
          ...isInput ? [] : [["m_tkeep", ""], ["m_tlast", ""]] as const,
          ...BEAT_WIRES.map((wire) => [wire, `${id}_beat${wire}`] as const),
        ]),
      ];
    }),
    ...instance(topName(design), "network", [], [
      ...CLOCK,
      ...ports.flatMap(({ id }) =>
        BEAT_WIRES.map((wire) => [naming.wire(id, wire), `${id}_beat${wire}`] as const)
      ),
    ]),
    "endmodule",
    "",
  ].join("\n");
}
