import uartHost from "../../../../templates/deploy/uart_host.py" with { type: "text" };
import type { Design } from "../../../design/mod.ts";
import type { BoardPin, UartBoard } from "../../boards/board.ts";
import type { Deployment } from "../../deployment.ts";
import { HOST_WORDS, networkRecord } from "../../words/host_words.ts";
import { portRecords } from "../../words/port_records.ts";
import { boardName } from "../text/names.ts";
import { linePorts, SAMPLES_IN_FLIGHT } from "./uart_board.ts";

/** Constraints of a project for its board. */
export const CONSTRAINTS = "deploy/board.lpf";

/** Bits that a byte takes on the line. */
const FRAME_BITS = 10;

/** What a project holds for a board behind a serial line beside its modules: constraints, and the program of the host. */
export function uartFiles(
  design: Design,
  deployment: Deployment,
  board: UartBoard,
): ReadonlyMap<string, string> {
  return new Map([
    [CONSTRAINTS, constraints(board)],
    ["deploy/host.py", uartHost],
    HOST_WORDS,
    networkRecord({
      baud: board.baud,
      samplesInFlight: SAMPLES_IN_FLIGHT,
      ...portRecords(design, deployment.wordBits),
    }),
  ]);
}

/** Where the pins are, and how fast the clock is (Lattice, "Constraints Reference Guide"). */
function constraints({ title, pins, clockHz }: UartBoard): string {
  const pin = ({ port, site, pull }: BoardPin) => [
    `LOCATE COMP "${port}" SITE "${site}";`,
    `IOBUF PORT "${port}" PULLMODE=${pull} IO_TYPE=LVCMOS33;`,
  ];
  return [
    `# ${title}`,
    "BLOCK RESETPATHS;",
    "BLOCK ASYNCPATHS;",
    ...pins.flatMap(pin),
    `FREQUENCY PORT "clk" ${clockHz / 1e6} MHz;`,
    "",
  ].join("\n");
}

/** What a person has to know who brings a network onto such a board; rates of the line and of the network, too. */
export function uartReadme(design: Design, deployment: Deployment, board: UartBoard): string {
  const ports = linePorts(design, deployment);
  const bytes = (isInput: boolean) =>
    ports.filter((port) => port.isInput === isInput).reduce((sum, port) => sum + port.bytes, 0);
  const [taken, given] = [bytes(true), bytes(false)];
  const line = board.baud / FRAME_BITS / Math.max(taken, given);
  const network = design.schedule === null ? null : board.clockHz / design.schedule.intervalCycles;
  return [
    "",
    `## On ${board.title}`,
    "",
    `\`${boardName(design)}\` has the board's pins (\`${CONSTRAINTS}\`): its clock of ${
      board.clockHz / 1e6
    } MHz, button 0 as reset, and the`,
    `serial line of its USB port at ${board.baud} bits a second. Takes ${
      board.programs.join(", ")
    }; ${board.needs}.`,
    "",
    "```sh",
    "# `build DIR --bitstream` of Interlace does the next three, and reports cells, clock and critical path",
    `yosys -p 'read_verilog rtl/*.v; synth_ecp5 -top ${boardName(design)} -json board.json'`,
    `nextpnr-ecp5 ${board.placement} --json board.json --lpf ${CONSTRAINTS} --textcfg board.config`,
    "ecppack --compress --input board.config --bit board.bit",
    `${board.loader} board.bit`,
    "python3 deploy/host.py X.npz Y.npz   # INTERLACE_PORT names the line: /dev/ttyUSB0 if it is not set",
    "```",
    "",
    `A sample is ${taken} bytes there and ${given} bytes back, the ports in the order of the table above, each its words. So the line`,
    `carries **${perSecond(line)} samples a second** at most, both ways at once.`,
    ...network === null
      ? ["How many the network could compute is not known: it is too large to be scheduled."]
      : [
        `The network alone would compute ${perSecond(network)} a second at this clock. ${
          line < network ? "The line is what takes the time: use" : "The network is what takes the time. Use"
        }`,
        "such a board to see that a network works in hardware, not how fast it is.",
      ],
    "",
    `The line cannot be told to wait: a host may have ${SAMPLES_IN_FLIGHT} samples on their way, whose bytes the board has room for. A break of 20`,
    "bits or more resets all of it. `host.py` sees to both.",
    "",
    "Simulated whole, with a model of the serial line; not yet seen on a board.",
    "",
  ].join("\n");
}

/** Three digits of a rate. */
function perSecond(rate: number): string {
  return rate >= 100 ? String(Math.round(rate)) : String(Number(rate.toPrecision(3)));
}
