/** Registers behind block RAMs are taken in where the netlist then does the same, and nowhere else. */
import { assert, assertEquals } from "@std/assert";
import {
  absorbRegisters,
  asNetlist,
  type Netlist,
} from "../../../src/backends/rtl/gates/block_ram_registers.ts";

const CLOCK = 2;

/** Wires of a block RAM's outputs of one side: bit by bit the nets, 18 of them at most. */
function outputs(side: "A" | "B", nets: readonly number[]) {
  return Object.fromEntries(nets.map((net, i) => [`DO${side}${i}`, [net]]));
}

/** A memory of 18 or 36 bits, whose words come out as so many nets, and a register behind each. */
function netlist(width: 18 | 36): Netlist {
  const low = Array.from({ length: 18 }, (_, i) => 100 + i);
  const high = Array.from({ length: width === 36 ? 5 : 0 }, (_, i) => 200 + i);
  // Of 36 bits some are read by nobody.
  const data = width === 36 ? { ...outputs("A", low), ...outputs("B", [...high, 299]) } : outputs("B", low);
  const side = (letter: "A" | "B") => ({
    [`CLK${letter}`]: letter === "A" ? ["0"] : [CLOCK],
    [`CE${letter}`]: [letter === "A" ? "0" : "1"],
    [`OCE${letter}`]: [letter === "A" ? "0" : "1"],
    [`RST${letter}`]: ["0"],
  });
  const memory = {
    type: "DP16KD",
    parameters: {
      CLKAMUX: "CLKA",
      CLKBMUX: "CLKB",
      REGMODE_A: "NOREG",
      REGMODE_B: "NOREG",
      DATA_WIDTH_A: width.toString(2).padStart(32, "0"),
      DATA_WIDTH_B: width.toString(2).padStart(32, "0"),
    },
    attributes: {},
    port_directions: Object.fromEntries([
      ...Object.keys(data).map((name) => [name, "output"]),
      ...["A", "B"].flatMap((letter) => Object.keys(side(letter as "A")).map((name) => [name, "input"])),
    ]),
    connections: { ...data, ...side("A"), ...side("B") },
  };
  const registers = Object.fromEntries(
    [...low, ...high].map((net) => [`register_${net}`, register(net, 1000 + net)]),
  );
  return {
    modules: {
      top: {
        ports: { q: { direction: "output", bits: [...low, ...high].map((net) => 1000 + net) } },
        cells: { memory, ...registers },
      },
      LUT4: { ports: {}, cells: {} },
    },
  };
}

function register(from: number, to: number) {
  return {
    type: "TRELLIS_FF",
    parameters: { CEMUX: "1 ", CLKMUX: "CLK", GSR: "DISABLED", LSRMUX: "LSR", REGSET: "RESET" } as Record<
      string,
      string
    >,
    attributes: {} as Record<string, string>,
    port_directions: { CLK: "input", DI: "input", LSR: "input", Q: "output", CE: "input" },
    connections: { CLK: [CLOCK], DI: [from], LSR: ["0"], Q: [to] } as Record<string, (string | number)[]>,
  };
}

for (const [width, bits] of [[18, 18], [36, 23]] as const) {
  Deno.test(`a block RAM takes in the registers behind its words of ${width} bits`, () => {
    const after = netlist(width);
    assertEquals(absorbRegisters(after), bits);
    const { cells } = after.modules.top;
    assertEquals(Object.keys(cells), ["memory"]);
    const { parameters, connections } = cells.memory;
    assertEquals([parameters.REGMODE_A, parameters.REGMODE_B], [width === 36 ? "OUTREG" : "NOREG", "OUTREG"]);
    assertEquals(connections[width === 36 ? "DOA3" : "DOB3"], [1103]);
    if (width === 36) assertEquals([connections.DOB4, connections.DOB5], [[1204], [299]]);
    assertEquals([connections.OCEA, connections.OCEB], [[width === 36 ? "1" : "0"], ["1"]]);
    assertEquals(absorbRegisters(after), 0, "what it is loaded by in every cycle is in it once");
  });
}

/** What keeps all registers of a memory outside, as a change of the netlist of 18 bits. */
const KEPT: Readonly<Record<string, (top: Netlist["modules"][string]) => void>> = {
  "a bit that somebody else reads": ({ cells }) => void (cells.other = { ...register(103, 1), type: "LUT4" }),
  "a bit that is an output": ({ ports }) => void ports.q.bits.push(104),
  "a bit that goes into a register twice": ({ cells }) => void (cells.register_100.connections.LSR = [100]),
  "a bit that goes elsewhere": ({ cells }) => void (cells.register_101.type = "LUT4"),
  "a bit that resets a register": ({ cells }) => {
    cells.register_102.connections = { ...register(1, 1102).connections, LSR: [102] };
  },
  "a register of another clock": ({ cells }) => void (cells.register_105.connections.CLK = [3]),
  "a bit that goes to another input of a register": ({ cells }) => {
    cells.register_104.connections = { ...register(1, 1104).connections, M: [104] };
  },
  "a cell whose inputs nobody knows": ({ cells }) => {
    cells.other = { ...register(1, 2), port_directions: {}, connections: { Z: [103] } };
  },
  "a reset that is inverted": ({ cells }) => void (cells.register_105.parameters.LSRMUX = "INV"),
  "a memory whose enable is inverted": ({ cells }) => void (cells.memory.parameters.CEBMUX = "INV"),
  "a memory whose registers' enable is inverted": ({ cells }) =>
    void (cells.memory.parameters.OCEBMUX = "INV"),
  "a memory whose reset is inverted": ({ cells }) => void (cells.memory.parameters.RSTBMUX = "INV"),
  "a memory without a clock": ({ cells }) => void delete cells.memory.connections.CLKB,
  "a register of the falling edge": ({ cells }) => void (cells.register_106.parameters.CLKMUX = "INV"),
  "a register with an enable": ({ cells }) => {
    cells.register_107.parameters.CEMUX = "CE";
    cells.register_107.connections.CE = [9];
  },
  "a register with a reset": ({ cells }) => void (cells.register_108.connections.LSR = [9]),
  "a register that begins with 1": ({ cells }) => void (cells.register_109.parameters.REGSET = "SET"),
  "a register that is to be kept": ({ cells }) => void (cells.register_110.attributes.keep = "1"),
  "a memory that reads now and then": ({ cells }) => void (cells.memory.connections.CEB = [9]),
  "a memory whose registers load now and then": ({ cells }) => void (cells.memory.connections.OCEB = [9]),
  "a memory with a reset": ({ cells }) => void (cells.memory.connections.RSTB = [9]),
  "a memory of the falling edge": ({ cells }) => void (cells.memory.parameters.CLKBMUX = "INV"),
  "a memory that has its register": ({ cells }) => void (cells.memory.parameters.REGMODE_B = "OUTREG"),
  "another kind of memory": ({ cells }) => void (cells.memory.type = "PDPSC16K"),
};

for (const [name, change] of Object.entries(KEPT)) {
  Deno.test(`${name} keeps registers out of a block RAM`, () => {
    const after = netlist(18);
    change(after.modules.top);
    const before = structuredClone(after);
    assertEquals(absorbRegisters(after), 0);
    assertEquals(after, before);
  });
}

/** What keeps all registers of a memory of 36 bits outside, on the side that has no clock of its own. */
const KEPT_WIDE: Readonly<Record<string, (memory: Netlist["modules"][string]["cells"][string]) => void>> = {
  "a reset of one half": ({ connections }) => void (connections.RSTA = [9]),
  "a register of one half": ({ parameters }) => void (parameters.REGMODE_A = "OUTREG"),
};

for (const [name, change] of Object.entries(KEPT_WIDE)) {
  Deno.test(`${name} of a word of 36 bits keeps registers out of a block RAM`, () => {
    const after = netlist(36);
    change(after.modules.top.cells.memory);
    const before = structuredClone(after);
    assertEquals(absorbRegisters(after), 0);
    assertEquals(after, before);
  });
}

Deno.test("a register without an input for resets is taken in", () => {
  const after = netlist(18);
  for (const cell of Object.values(after.modules.top.cells)) delete cell.connections.LSR;
  assertEquals(absorbRegisters(after), 18);
});

Deno.test("asNetlist() gives a netlist as it is, and nothing for what is none", () => {
  const text = JSON.stringify(netlist(18)).replace('"register_100"', '"__proto__"');
  assertEquals(JSON.stringify(asNetlist(JSON.parse(text))), text);
  for (const none of [null, 1, {}, { modules: [] }, { modules: { top: { ports: {} } } }]) {
    assertEquals(asNetlist(none), null);
  }
});

Deno.test("of two memories one may take in its registers, and the other not", () => {
  const after = netlist(18);
  const { cells } = after.modules.top;
  const second = structuredClone(netlist(18).modules.top.cells);
  for (const [name, cell] of Object.entries(second)) {
    const moved = Object.entries(cell.connections).map((
      [pin, [net]],
    ): [string, (string | number)[]] => [pin, [typeof net === "number" && net !== CLOCK ? net + 5000 : net]]);
    cells[`second_${name}`] = { ...cell, connections: Object.fromEntries(moved) };
  }
  cells.register_100.connections.LSR = [9];
  assertEquals(absorbRegisters(after), 18);
  assert("register_101" in cells && !("second_register_101" in cells));
  assertEquals([cells.memory, cells.second_memory].map(({ parameters }) => parameters.REGMODE_B), [
    "NOREG",
    "OUTREG",
  ]);
});
