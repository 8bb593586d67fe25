/** `driver.py` of boards under Python with NumPy, against a stand-in of PYNQ. */
import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { boardOf, partOf } from "../../../../src/backends/mod.ts";
import { createDesign } from "../../../../src/design/mod.ts";
import { importModel } from "../../../../src/frontends/mod.ts";
import { noPython, withHost } from "./hosts.ts";
import { caseDesign } from "./wrapper_bench.ts";

const EXAMPLE = new URL("../../../../examples/autoencoder/autoencoder.onnx", import.meta.url);

/** Runs all samples twice, in batches of at most so many, and writes what came out and how it went. */
const RUN = `
import sys, numpy as np
from driver import Network
import pynq
data = dict(np.load("x.npz"))
with Network(timeout=2) as network:
    if len(sys.argv) > 1: network.batch = int(sys.argv[1])
    for turn in range(2):
        raw = network.mantissas(**data)
    assert network.samples_a_second > 0
    print([int(n) for n in pynq.Overlay.last.network.log])
assert pynq.Buffer.live == 0, "buffers are left"
with open("y.bin", "wb") as file:
    for port in network.deployment.outputs:
        file.write(np.ascontiguousarray(raw[port.name]).tobytes())
`;

/** What the driver says of data, of a bitstream and of hardware that are not as they have to be. */
const REFUSALS = `
import os, numpy as np, driver
data = dict(np.load("x.npz"))
def said(call, fault=None):
    os.environ["STAND_IN_FAULT"] = fault or ""
    try:
        call()
    except driver.DeployError as error:
        print(error)
said(lambda: driver.Network()(a=[[1]], c=[[1]]))
said(lambda: driver.Network()(data["a"]))
said(lambda: driver.Network("none.bit"))
said(lambda: driver.Network(timeout=0.2)(**data), "silent")
said(lambda: driver.Network(timeout=0.2)(**data), "slave")
said(lambda: driver.Network(), "other")
`;

const pynqZ2 = { board: "pynq-z2", wordBits: 32 } as const;
const part = partOf(boardOf(pynqZ2));

Deno.test({
  name:
    "driver.py gives the simulator's integers for two inputs and outputs, batch by batch, again without a reset",
  ignore: noPython,
  fn: async () => {
    const design = caseDesign({
      name: "net",
      options: { target: "vitis", io: "io_stream", part },
      deployment: pynqZ2,
    });
    await withHost(
      design,
      { deployment: pynqZ2, samples: 7, files: new Map([["net_axis.bit", ""]]) },
      async ({ path, run, expected }) => {
        for (const [batch, log] of [[undefined, "[7, 7]"], ["3", "[3, 3, 1, 3, 3, 1]"]] as const) {
          const { code, stdout, stderr } = await run(["-c", RUN, ...batch === undefined ? [] : [batch]]);
          assertEquals([code, stderr], [0, ""]);
          assertEquals(stdout.trim(), log);
          assertEquals(await Deno.readFile(`${path}/y.bin`), expected);
        }
        const typed = await run(["driver.py", "x.npz", "y.npz"]);
        assertEquals([typed.code, typed.stderr], [0, ""]);
        assertStringIncludes(typed.stdout, " samples a second");

        const refused = await run(["-c", REFUSALS]);
        assertEquals([refused.code, refused.stderr], [0, ""]);
        const says = [
          "Cannot use data of shape (1, 1) for 'a': give (N, 2, 3, 3)",
          "Cannot run the network: 'c' has no data",
          "Cannot load none.bit: Bitstream file none.bit does not exist.",
          "Cannot run the network: output 'up' did not come within 0.2 s; load the bitstream again before the next run",
          "Cannot run the network: the DMA engine of output 'up' says: DMA Slave Error (cannot access memory map interface)",
          "Cannot use the bitstream: it has no network; is it that of this project?",
        ];
        assertEquals(refused.stdout.trimEnd().split("\n"), says);
        const missing = await run(["driver.py", "none.npz", "y.npz"]);
        assertEquals(missing.code, 2);
        assert(/^error: Cannot read none\.npz: .*\n$/.test(missing.stderr), missing.stderr);
      },
    );
  },
});

Deno.test({
  name: "driver.py takes and gives the layout of the model's file, channels first, whole tensors at once",
  ignore: noPython,
  fn: async () => {
    const model = await importModel(EXAMPLE.pathname);
    const design = createDesign(model, { io: "io_parallel", precision: "ap_fixed<9,4,AP_RND,AP_SAT>", part });
    const deployment = { ...pynqZ2, wordBits: 64 } as const;
    await withHost(
      design,
      { deployment, samples: 2, files: new Map([[`${design.name}_axis.bit`, ""]]) },
      async ({ path, run, expected }) => {
        const { code, stderr } = await run(["-c", RUN]);
        assertEquals([code, stderr], [0, ""]);
        assertEquals(await Deno.readFile(`${path}/y.bin`), expected);
      },
    );
  },
});
