/** What is written for cards: `link.cfg`, and `host.py` under Python with NumPy, against a stand-in of XRT. */
import { assertEquals, assertStringIncludes } from "@std/assert";
import { boardOf, partOf } from "../../../../src/backends/mod.ts";
import { renderProject } from "../../../../src/project/mod.ts";
import { noPython, withHost } from "./hosts.ts";
import { caseDesign } from "./wrapper_bench.ts";

/** Runs all samples twice, in batches of at most so many, and what goes wrong, too. */
const RUN = `
import sys, numpy as np, host, pyxrt
data = dict(np.load("x.npz"))
for batch in (None, 3):
    with host.Network(timeout=2) as network:
        if batch: network.batch = batch
        for turn in range(2):
            raw = network.mantissas(**data)
        print(pyxrt.device.last.log)
with open("y.bin", "wb") as file:
    for port in network.deployment.outputs:
        file.write(np.ascontiguousarray(raw[port.name]).tobytes())
def said(call):
    try:
        call()
    except host.DeployError as error:
        print(error)
said(lambda: host.Network(device=1))
said(lambda: host.Network("none.xclbin"))
data["a"] = -data["a"]
said(lambda: host.Network(timeout=2)(**data))
`;

Deno.test({
  name:
    "host.py gives the simulator's integers for two inputs and outputs, batch by batch, and says what goes wrong",
  ignore: noPython,
  fn: async () => {
    const deployment = { board: "alveo-u55c", wordBits: 64 } as const;
    const options = { target: "vitis", io: "io_stream", part: partOf(boardOf(deployment)) } as const;
    const design = caseDesign({ name: "net", options, deployment });
    await withHost(
      design,
      { deployment, samples: 7, files: new Map([["net_kernel.xclbin", ""]]), kernel: "net_kernel" },
      async ({ path, run, expected }) => {
        const { code, stdout, stderr } = await run(["-c", RUN]);
        assertEquals([code, stderr], [0, ""]);
        assertEquals(stdout.trimEnd().split("\n"), [
          "[7, 7]",
          "[3, 3, 1, 3, 3, 1]",
          `Cannot load ${path}/net_kernel.xclbin onto device 1: Could not open device with index '1'`,
          "Cannot load none.xclbin onto device 0: failed to open file: none.xclbin",
          "Cannot run the network: 7 samples did not come within 2 s (ert_cmd_state.ERT_CMD_STATE_TIMEOUT); " +
          "reset the card before the next run (xbutil reset)",
        ]);
        assertEquals(await Deno.readFile(`${path}/y.bin`), expected);
        const typed = await run(["host.py", "x.npz", "y.npz"]);
        assertEquals([typed.code, typed.stderr], [0, ""]);
        assertStringIncludes(typed.stdout, " samples a second");
      },
    );
  },
});

Deno.test("link.cfg gives every port a bank, goes around when there are no more, and the tools make a kernel", () => {
  const deployment = { board: "alveo-u250", wordBits: 32 } as const;
  const options = { target: "vitis", io: "io_stream", part: partOf(boardOf(deployment)) } as const;
  const project = renderProject(caseDesign({ name: "net", options, deployment }), { deployment });
  assertEquals(String(project.get("deploy/link.cfg")).split("\n").filter((line) => !line.startsWith("#")), [
    "platform=xilinx_u250_gen3x16_xdma_4_1_202210_1",
    "kernel_frequency=200",
    "",
    "[connectivity]",
    "nk=net_kernel:1:net_kernel_1",
    "sp=net_kernel_1.mem_a:DDR[0]",
    "sp=net_kernel_1.mem_c:DDR[1]",
    "sp=net_kernel_1.mem_up:DDR[2]",
    "sp=net_kernel_1.mem_positive:DDR[3]",
    "slr=net_kernel_1:SLR0",
    "",
  ]);
  const script = String(project.get("build_prj.tcl"));
  assertStringIncludes(script, "open_solution -reset solution1 -flow_target vitis");
  assertStringIncludes(script, "export_design -format xo -output net_kernel.xo\n");
  const configuration = String(project.get("hls_config.cfg"));
  assertStringIncludes(configuration, "\nflow_target=vitis\n");
  assertStringIncludes(configuration, "\npackage.output.format=xo\n");
});
