/**
 * The Design is all of the hardware: printers that import its types alone write Verilog of it, whose streams hold the
 * simulator's numbers, bit for bit, whenever either side stalls.
 */
import { assert, assertEquals } from "@std/assert";
import { createDesign, type Design, type DesignOptions, type StreamTensor } from "../../src/design/mod.ts";
import { buildModel } from "../../src/model/mod.ts";
import { simulateTensors } from "../../src/simulate/mod.ts";
import { sizeOf } from "../../src/tensor/mod.ts";
import { randomReals, randomTensor } from "../simulate/support.ts";
import { convolutionModule } from "./verilog/convolution.ts";
import { rectifierModule } from "./verilog/rectifier.ts";

const IMAGES = 2;

const noIcarus = await (async () => {
  try {
    return !(await new Deno.Command("iverilog", { args: ["-V"], stdout: "null", stderr: "null" }).output())
      .success;
  } catch {
    return true;
  }
})();

interface Case {
  readonly kernel: readonly [number, number];
  readonly strides: readonly [number, number];
  readonly options: DesignOptions;
}

const CASES: Readonly<Record<string, Case>> = {
  "an exact accumulator, three inputs at once": {
    kernel: [4, 3],
    strides: [2, 2],
    options: { reuseFactor: 4, precision: { accum: "auto", result: "ap_fixed<9,4,AP_RND_CONV,AP_SAT>" } },
  },
  "an accumulator that rounds and saturates, outputs in two parts": {
    kernel: [3, 2],
    strides: [2, 1],
    options: {
      reuseFactor: 24,
      precision: {
        accum: "ap_fixed<10,5,AP_RND_INF,AP_SAT_SYM>",
        result: "ap_fixed<8,4,AP_TRN_ZERO,AP_WRAP>",
      },
    },
  },
  "phases without taps, an accumulator that wraps": {
    kernel: [1, 2],
    strides: [2, 3],
    options: {
      reuseFactor: 3,
      precision: { accum: "ap_fixed<9,6,AP_RND_ZERO>", result: "ap_ufixed<7,4,AP_RND_MIN_INF,AP_SAT_ZERO>" },
    },
  },
};

function designOf({ kernel, strides, options }: Case): Design {
  const model = buildModel("decoder", (b) => {
    const x = b.input({ height: 4, width: 5, channels: 3 });
    const shape = [...kernel, 3, 4];
    const weights = { shape, data: randomReals(sizeOf(shape), 7n) };
    const up = b.convTranspose2d(x, {
      name: "up",
      weights,
      bias: randomReals(4, 8n),
      strides,
      padding: "same",
    });
    return b.prelu(up, { name: "out", slopes: [0.75, -1.25, 0, 0.3125] });
  });
  const types = { weight: "ap_fixed<6,2>", bias: "ap_fixed<7,3>" };
  return createDesign(model, {
    io: "io_stream",
    strategy: "resource",
    snap: false,
    ...options,
    precision: { ...types, ...typeof options.precision === "object" ? options.precision : {} },
    layers: {
      up: { reuseFactor: options.reuseFactor },
      out: { precision: { result: "ap_fixed<7,3,AP_RND,AP_SAT>" } },
    },
    layerTypes: { Input: { precision: { result: "ap_fixed<8,4>" } } },
  });
}

/** The modules of both stages, one behind the other, between streams that stall at random. */
function program(design: Design, beats: readonly string[]): string {
  const [input, up, out] = design.stages;
  const [x, middle, y] = [input, up, out].map(({ name }) => streamOf(design, name));
  const { plan } = up;
  if (plan.kind !== "convolution" || plan.rows === null || out.plan.kind !== "map") {
    throw new TypeError();
  }
  const { walk, schedule, rows } = plan;
  if (walk.kind !== "stream" || schedule.kind !== "turns" || walk.weights.kind !== "rom") {
    throw new TypeError();
  }
  const bits = ({ beats: { width }, type }: StreamTensor) => width * type.width;
  const total = IMAGES * y.beats.count;
  return `${convolutionModule("up", { plan, rows, walk, schedule, weights: walk.weights, x, y: middle })}
${rectifierModule("out", { plan: out.plan, work: out.work, x: middle, y })}
module bench;
  reg clk = 0, x_valid = 0, y_ready = 0;
  wire x_ready, m_valid, m_ready, y_valid;
  reg [${bits(x) - 1}:0] beats [0:${beats.length - 1}];
  reg [${bits(x) - 1}:0] x_data;
  wire [${bits(middle) - 1}:0] m_data;
  wire [${bits(y) - 1}:0] y_data;
  integer next = 0, made = 0, cycles = 0;
  up up(clk, 1'b0, x_valid, x_ready, x_data, m_valid, m_ready, m_data);
  out out(clk, 1'b0, m_valid, m_ready, m_data, y_valid, y_ready, y_data);
  always #5 clk = !clk;
  initial begin
${beats.map((beat, i) => `    beats[${i}] = ${bits(x)}'h${beat};`).join("\n")}
  end
  always @(negedge clk) begin
    x_valid = next < ${beats.length} && $random % 4 != 0;
    x_data = beats[next];
    y_ready = $random % 3 != 0;
    #4;
    if (m_valid && m_ready) $display("m %h", m_data);
    if (y_valid && y_ready) begin $display("y %h", y_data); made = made + 1; end
    if (x_valid && x_ready) next = next + 1;
    cycles = cycles + 1;
    if (made == ${total} || cycles == 200000) $finish;
  end
endmodule
`;
}

function streamOf({ tensors }: Design, name: string): StreamTensor {
  const tensor = tensors.get(name);
  if (tensor?.kind !== "stream") throw new TypeError(name);
  return tensor;
}

/** Beats of a tensor, each in hexadecimal, its first element in the lowest bits. */
function beatsOf({ data }: { readonly data: BigInt64Array }, { beats, type }: StreamTensor): string[] {
  return Array.from({ length: data.length / beats.width }, (_, beat) => {
    let bits = 0n;
    for (let i = beats.width - 1; i >= 0; i--) {
      bits = (bits << BigInt(type.width)) | BigInt.asUintN(type.width, data[beat * beats.width + i]);
    }
    return bits.toString(16).padStart(Math.ceil(beats.width * type.width / 4), "0");
  });
}

async function runIcarus(source: string): Promise<string> {
  const folder = await Deno.makeTempDir();
  try {
    await Deno.writeTextFile(`${folder}/bench.v`, source);
    for (
      const [tool, ...args] of [["iverilog", "-g2005", "-o", "bench", "bench.v"], ["vvp", "-n", "bench"]]
    ) {
      const { success, stdout, stderr } = await new Deno.Command(tool, { args, cwd: folder }).output();
      const decoder = new TextDecoder();
      assert(success, decoder.decode(stderr) + decoder.decode(stdout));
      if (tool === "vvp") return decoder.decode(stdout);
    }
    return "";
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

for (const [name, each] of Object.entries(CASES)) {
  Deno.test({
    name: `Verilog that is printed of the Design's types alone equals the simulator: ${name}`,
    ignore: noIcarus,
  }, async () => {
    const design = designOf(each);
    const [x, up, out] = design.stages.map((stage) => streamOf(design, stage.name));
    const images = randomTensor([IMAGES, ...x.shape], x.type, 11n);
    const expected = await simulateTensors(design, [images]);
    const lines = (await runIcarus(program(design, beatsOf(images, x)))).trim().split("\n");
    const seen = (mark: string) =>
      lines.filter((line) => line.startsWith(`${mark} `)).map((line) => line.slice(2));
    for (const [mark, tensor] of [["m", up], ["y", out]] as const) {
      const wanted = beatsOf(expected.get(tensor.name)!, tensor);
      assertEquals(wanted.length, IMAGES * tensor.beats.count);
      assertEquals(seen(mark), wanted, `${tensor.name} of ${name}`);
    }
  });
}
