import { type Design, streamNamed, type StreamTensor } from "../../../design/mod.ts";
import { naming, SELF_TEST, topName } from "../text/names.ts";
import { TEST_MODULES } from "./sources.ts";
import { beatWidth } from "../text/widths.ts";

/**
 * The test bench of a project: gives every input the samples of the project, compares every output with what the bit-exact
 * simulator gave, and ends with `passed` or with `FAILED` and a reason.
 *
 * @param patience Cycles without a beat of any port after which none is expected any more.
 * @returns Its modules by their files.
 */
export function selfTest(
  design: Design,
  { samples, patience }: { readonly samples: number; readonly patience: number },
): ReadonlyMap<string, string> {
  const inputs = design.inputs.map(({ tensor }) => streamNamed(design, tensor));
  const outputs = design.outputs.map(({ tensor }) => streamNamed(design, tensor));
  const ports = [...inputs, ...outputs];
  const wires = ["valid", "ready", "data"] as const;
  const beatsOf = ({ beats }: StreamTensor) => samples * beats.count;
  const connect = ({ id }: StreamTensor) =>
    wires.map((name) => `.${name}(${naming.wire(id, name)})`).join(", ");
  const all = (of: (index: number) => string, joint: string) =>
    outputs.map((_, index) => of(index)).join(joint);
  const bench = [
    "`timescale 1ns / 1ps",
    `// Compares ${samples} images of ${topName(design)} with what they should be.`,
    `module ${SELF_TEST};`,
    "    reg clk;",
    "    reg rst;",
    "    reg [31:0] quiet;",
    ...ports.flatMap((tensor) => [
      `    wire ${naming.wire(tensor.id, "valid")};`,
      `    wire ${naming.wire(tensor.id, "ready")};`,
      `    wire [${beatWidth(tensor) - 1}:0] ${naming.wire(tensor.id, "data")};`,
    ]),
    ...inputs.flatMap((tensor, i) => [
      `    source #(.WIDTH(${beatWidth(tensor)}), .BEATS(${beatsOf(tensor)}), ` +
      `.FILE("${naming.memory(tensor.id, "beats")}")) source_${i} (`,
      `        .clk(clk), .rst(rst), .pause(1'b0), ${connect(tensor)}`,
      "    );",
    ]),
    ...outputs.flatMap((tensor, i) => [
      `    wire [31:0] taken_${i};`,
      `    wire [31:0] different_${i};`,
      `    sink #(.WIDTH(${beatWidth(tensor)}), .BEATS(${beatsOf(tensor)}), ` +
      `.FILE("${naming.memory(tensor.id, "expected")}")) sink_${i} (`,
      `        .clk(clk), .rst(rst), ${connect(tensor)}, .taken(taken_${i}), .different(different_${i})`,
      "    );",
    ]),
    `    ${topName(design)} dut (`,
    "        .clk(clk), .rst(rst)" +
    ports.map(({ id }) =>
      wires.map((name) => `,\n        .${naming.wire(id, name)}(${naming.wire(id, name)})`).join("")
    )
      .join(""),
    "    );",
    `    wire passes = ${
      ports.map(({ id }) => `(${naming.wire(id, "valid")} && ${naming.wire(id, "ready")})`).join(
        "\n        || ",
      )
    };`,
    `    wire complete = ${all((i) => `taken_${i} >= ${beatsOf(outputs[i])}`, "\n        && ")};`,
    `    wire right = ${all((i) => `different_${i} == 0`, " && ")};`,
    "    initial begin",
    "        clk = 1'b0;",
    "        rst = 1'b1;",
    "        repeat (4) #5 clk = !clk;",
    "        #5 rst = 1'b0;",
    "        forever #5 clk = !clk;",
    "    end",
    "    always @(posedge clk) begin",
    "        quiet <= rst || passes ? 0 : quiet + 1;",
    "        // For a while more, in which others would show that are too many.",
    "        if (!rst && complete && quiet == 1000) begin",
    '            if (right) $display("passed");',
    '            else $display("FAILED: beats differ");',
    "            $finish;",
    `        end else if (!rst && quiet == ${patience}) begin`,
    '            $display("FAILED: beats are missing");',
    "            $finish;",
    "        end",
    "    end",
    "endmodule",
    "",
  ].join("\n");
  return new Map([
    [`${SELF_TEST}.v`, bench],
    ...Object.entries(TEST_MODULES).map(([name, text]) => [`${name}.v`, text] as const),
  ]);
}
