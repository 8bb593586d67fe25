import { z } from "npm:zod@4.6.7";

const bit = z.union([z.number(), z.string()]);
const cell = z.looseObject({
  type: z.string(),
  parameters: z.record(z.string(), z.string()),
  attributes: z.record(z.string(), z.string()),
  port_directions: z.record(z.string(), z.string()),
  connections: z.record(z.string(), z.array(bit)),
});
const module = z.looseObject({
  ports: z.record(z.string(), z.looseObject({ direction: z.string(), bits: z.array(bit) })),
  cells: z.record(z.string(), cell),
});

const schema = z.looseObject({ modules: z.record(z.string(), module) });

/** A netlist as Yosys writes it, as far as it is looked at here (Yosys Manual, `write_json`): nets are numbers, constants letters. */
export type Netlist = z.infer<typeof schema>;

type Module = z.infer<typeof module>;
type Cell = z.infer<typeof cell>;
type Bit = z.infer<typeof bit>;

/** JSON as the netlist that it is; null if it is none. */
export function asNetlist(json: unknown): Netlist | null {
  // What is looked at nowhere, names that no record holds included, is to stay as it is.
  return schema.safeParse(json).success ? json as Netlist : null;
}

/** An output of a block RAM and the register that alone reads it. */
interface ReadBit {
  readonly output: string;
  readonly name: string;
  readonly register: Cell;
}

/** A side of a block RAM that words come out of. */
interface ReadPort {
  /** The letter of clock and enables. */
  readonly side: "A" | "B";
  /** Letters of the data: words of 36 bits come out of both, by the clock and the enables of one. */
  readonly data: readonly ("A" | "B")[];
}

/**
 * Takes registers behind block RAMs of ECP5 into them, which synthesis leaves outside: a DP16KD has a register of its own behind
 * every word that it reads, and with it gives that word sooner behind the clock edge (FPGA-TN-02204, "ECP5 and ECP5-5G Memory Usage
 * Guide", output registers). It is taken where every bit that anybody reads of a word goes into a register alone, of the same
 * clock, that is loaded in every cycle and never reset, as the memory is: then it holds what they held, cycle by cycle.
 *
 * @param netlist Changed in place.
 * @returns How many registers are gone.
 */
export function absorbRegisters({ modules }: Netlist): number {
  return Object.values(modules).reduce((sum, each) => sum + absorbIn(each), 0);
}

function absorbIn(module: Module): number {
  const memories = Object.values(module.cells).filter(({ type }) => type === "DP16KD");
  if (memories.length === 0) return 0;
  const readers = readersOf(module);
  let count = 0;
  for (const memory of memories) {
    for (const port of portsOf(memory)) {
      const bits = registersBehind(memory, port, { readers, cells: module.cells });
      for (const { output, name, register } of bits) {
        memory.connections[output] = register.connections.Q;
        delete module.cells[name];
      }
      if (bits.length === 0) continue;
      count += bits.length;
      for (const letter of port.data) {
        memory.parameters[`REGMODE_${letter}`] = "OUTREG";
        // Of words of 36 bits Yosys ties one of both enables to 0, for which nobody asks without that register.
        memory.connections[`OCE${letter}`] = ["1"];
      }
    }
  }
  return count;
}

/** Who reads a net, as a cell and its input; null for several, and for an output of the module. */
function readersOf(
  { ports, cells }: Module,
): ReadonlyMap<Bit, readonly [name: string, input: string] | null> {
  const readers = new Map<Bit, readonly [string, string] | null>();
  const note = (bits: readonly Bit[], reader: readonly [string, string] | null) => {
    for (const bit of bits) readers.set(bit, readers.has(bit) ? null : reader);
  };
  for (const { direction, bits } of Object.values(ports)) if (direction !== "input") note(bits, null);
  for (const [name, { port_directions, connections }] of Object.entries(cells)) {
    for (const [input, bits] of Object.entries(connections)) {
      if (port_directions[input] !== "output") note(bits, [name, input]);
    }
  }
  return readers;
}

function portsOf({ parameters }: Cell): readonly ReadPort[] {
  return parseInt(parameters.DATA_WIDTH_B, 2) === 36
    ? [{ side: "B", data: ["A", "B"] }]
    : [{ side: "A", data: ["A"] }, { side: "B", data: ["B"] }];
}

/** The registers behind all bits that anybody reads of a port; none if one of them would be missed. */
function registersBehind(
  memory: Cell,
  { side, data }: ReadPort,
  { readers, cells }: Pick<Module, "cells"> & { readonly readers: ReturnType<typeof readersOf> },
): readonly ReadBit[] {
  const { parameters, connections } = memory;
  const clock = connections[`CLK${side}`]?.[0];
  const isPlain = ["CLK", "CE", "OCE"].every((name) => isStraight(parameters, name + side)) &&
    ["CE", "OCE"].every((name) => isConstant(connections[name + side], "1")) &&
    data.every((letter) =>
      parameters[`REGMODE_${letter}`] === "NOREG" && isStraight(parameters, `RST${letter}`) &&
      isConstant(connections[`RST${letter}`], "0")
    );
  if (!isPlain) return [];
  const outputs = Object.entries(connections).filter(([name, [net]]) =>
    data.some((letter) => name.startsWith(`DO${letter}`)) && readers.has(net)
  );
  const bits = outputs.map(([output, [net]]) => {
    const [name, input] = readers.get(net) ?? [];
    const register = name === undefined ? undefined : cells[name];
    const isTaken = register !== undefined && input === "DI" && isPlainRegister(register) &&
      register.connections.CLK[0] === clock;
    return isTaken ? { output, name: name!, register } : null;
  });
  return bits.every((each) => each !== null) ? bits : [];
}

/** Whether a register takes in its input at every rising edge, and begins with 0. */
function isPlainRegister({ type, parameters, attributes, connections }: Cell): boolean {
  return type === "TRELLIS_FF" && isStraight(parameters, "CLK") && parameters.CEMUX?.trim() === "1" &&
    parameters.REGSET === "RESET" && isStraight(parameters, "LSR") &&
    isConstant(connections.LSR ?? ["0"], "0") &&
    !("keep" in attributes) && connections.CLK?.length === 1 && connections.Q?.length === 1;
}

/** Whether a pin is taken as it is: it could be inverted, or a constant in its place. */
function isStraight(parameters: Cell["parameters"], pin: string): boolean {
  return (parameters[`${pin}MUX`] ?? pin) === pin;
}

function isConstant(bits: readonly Bit[] | undefined, value: "0" | "1"): boolean {
  return bits !== undefined && bits.length === 1 && bits[0] === value;
}
