import { InterlaceError } from "../../../base/mod.ts";
import type { Design } from "../../../design/mod.ts";
import type { ZynqBoard } from "../../boards/board.ts";
import type { Deployment } from "../../deployment.ts";
import { withCppNames } from "../names/cpp_names.ts";
import { renderTemplate } from "../project/render.ts";
import { DEPLOY_TEMPLATES } from "../project/sources.ts";
import { wrapperName } from "./names.ts";
import { type WrapperPort, wrapperPorts } from "./wrapper.ts";

/** Bits in which a DMA engine counts the bytes of a transfer: as many as it has (PG021). */
export const LENGTH_BITS = 26;

/** Masters and slaves of a SmartConnect (PG247). */
const MAX_MASTERS = 16;

/** A processing system as block designs know it. */
interface ProcessingSystem {
  readonly vlnv: string;
  /** Rule by which the files of a board set it up, and with what. */
  readonly rule: string;
  readonly automation: string;
  /** Bits of an address of its memory. */
  readonly addressBits: number;
  /** Its pins: clock, reset, port of registers, port of memory, clocks of these, interrupts. */
  readonly clock: string;
  readonly reset: string;
  readonly master: string;
  readonly slave: string;
  readonly clocks: readonly string[];
  readonly interrupt: string;
  /** Interrupts that this pin takes; the driver waits for none. */
  readonly interrupts: number;
  /** What it is set to for a clock of so many megahertz and a port of so many bits. */
  readonly settings: (megahertz: string, memoryBits: number) => Readonly<Record<string, string | number>>;
}

/** PG082 (Zynq-7000) and PG201 (UltraScale+). */
const SYSTEMS: Readonly<Record<ZynqBoard["ps"], ProcessingSystem>> = {
  zynq7: {
    vlnv: "xilinx.com:ip:processing_system7",
    rule: "xilinx.com:bd_rule:processing_system7",
    automation: 'make_external "FIXED_IO, DDR" apply_board_preset "1" Master "Disable" Slave "Disable"',
    addressBits: 32,
    clock: "FCLK_CLK0",
    reset: "FCLK_RESET0_N",
    master: "M_AXI_GP0",
    slave: "S_AXI_HP0",
    clocks: ["M_AXI_GP0_ACLK", "S_AXI_HP0_ACLK"],
    interrupt: "IRQ_F2P",
    interrupts: 16,
    settings: (megahertz, memoryBits) => ({
      PCW_FPGA0_PERIPHERAL_FREQMHZ: megahertz,
      PCW_USE_M_AXI_GP0: 1,
      PCW_USE_S_AXI_HP0: 1,
      PCW_S_AXI_HP0_DATA_WIDTH: memoryBits,
      PCW_USE_FABRIC_INTERRUPT: 1,
      PCW_IRQ_F2P_INTR: 1,
    }),
  },
  zynqmp: {
    vlnv: "xilinx.com:ip:zynq_ultra_ps_e",
    rule: "xilinx.com:bd_rule:zynq_ultra_ps_e",
    automation: 'apply_board_preset "1"',
    addressBits: 40,
    clock: "pl_clk0",
    reset: "pl_resetn0",
    master: "M_AXI_HPM0_FPD",
    slave: "S_AXI_HP0_FPD",
    clocks: ["maxihpm0_fpd_aclk", "saxihp0_fpd_aclk"],
    interrupt: "pl_ps_irq0",
    interrupts: 8,
    settings: (megahertz, memoryBits) => ({
      PSU__FPGA_PL0_ENABLE: 1,
      PSU__CRL_APB__PL0_REF_CTRL__FREQMHZ: megahertz,
      PSU__USE__M_AXI_GP0: 1,
      PSU__USE__M_AXI_GP1: 0,
      PSU__USE__M_AXI_GP2: 0,
      PSU__USE__S_AXI_GP2: 1,
      PSU__SAXIGP2__DATA_WIDTH: memoryBits,
      PSU__USE__IRQ0: 1,
    }),
  },
};

/** A DMA engine: an input of the network, an output, or both. */
interface DmaEngine {
  readonly cell: string;
  readonly input: WrapperPort | undefined;
  readonly output: WrapperPort | undefined;
}

/** The engines of a network: as many as it has inputs or outputs, whichever are more. */
function enginesOf(ports: readonly WrapperPort[]): readonly DmaEngine[] {
  const inputs = ports.filter(({ role }) => role === "input");
  const outputs = ports.filter(({ role }) => role === "output");
  return Array.from({ length: Math.max(inputs.length, outputs.length) }, (_, i) => ({
    // The driver knows them by these names, too.
    cell: `dma_${i}`,
    input: inputs[i],
    output: outputs[i],
  }));
}

/** The script that builds the bitstream: processing system, DMA engines without scatter-gather, clock, reset, interrupts. */
export function blockDesign(named: Design, deployment: Deployment, board: ZynqBoard): string {
  const design = withCppNames(named);
  const name = wrapperName(design, deployment);
  const { settings, clocks, ...ps } = SYSTEMS[board.ps];
  const engines = enginesOf(wrapperPorts(design, deployment));
  const masters = engines.flatMap(({ cell, input, output }) => [
    ...input === undefined ? [] : [`${cell}/M_AXI_MM2S`],
    ...output === undefined ? [] : [`${cell}/M_AXI_S2MM`],
  ]);
  if (masters.length > MAX_MASTERS) {
    throw new InterlaceError(
      `Cannot deploy "${design.name}" to ${deployment.board}: it has ${masters.length} inputs and outputs, ` +
        `more than the limit of ${MAX_MASTERS} of what joins their DMA engines`,
      { code: "limit-exceeded", place: { field: "deploy" } },
    );
  }
  return renderTemplate(DEPLOY_TEMPLATES.blockDesign, {
    name,
    title: board.title,
    part: board.part,
    boardPart: board.boardPart,
    carrier: board.carrier,
    project: deployment.board.replaceAll("-", "_"),
    repositories: [`${design.name}_prj/solution1/impl/ip`, "vitis_component/hls/impl/ip"],
    ps: {
      ...ps,
      settings: Object.entries(settings(megahertz(design.clockPeriod), board.memoryBits)),
    },
    dmas: engines,
    lengthBits: LENGTH_BITS,
    wordBits: deployment.wordBits,
    // The side of memory has at least 32 bits, and no fewer than that of the stream (PG021).
    dmaBits: Math.max(32, deployment.wordBits),
    clockPeriod: design.clockPeriod,
    slaves: [...engines.map(({ cell }) => `${cell}/S_AXI_LITE`), "network/s_axi_control"],
    masters,
    streams: engines.flatMap(({ cell, input, output }) => [
      ...input === undefined ? [] : [{ from: `${cell}/M_AXIS_MM2S`, to: `network/${input.port}` }],
      ...output === undefined ? [] : [{ from: `network/${output.port}`, to: `${cell}/S_AXIS_S2MM` }],
    ]),
    clocks: [
      ...clocks.map((pin) => `ps/${pin}`),
      "reset/slowest_sync_clk",
      "network/ap_clk",
      "control/aclk",
      "memory/aclk",
      ...engines.map(({ cell }) => `${cell}/s_axi_lite_aclk`),
      ...masters.map((pin) => `${pin.toLowerCase()}_aclk`),
    ],
    resets: [
      "network/ap_rst_n",
      "control/aresetn",
      "memory/aresetn",
      ...engines.map(({ cell }) => `${cell}/axi_resetn`),
    ],
    interrupts: [
      "network/interrupt",
      ...engines.flatMap(({ cell, input, output }) => [
        ...input === undefined ? [] : [`${cell}/mm2s_introut`],
        ...output === undefined ? [] : [`${cell}/s2mm_introut`],
      ]),
    ].slice(0, ps.interrupts),
  });
}

/** Of a period in nanoseconds, with three digits behind the point. */
function megahertz(period: number): string {
  return String(Number((1000 / period).toFixed(3)));
}
