import type { MapPlan, StageWork, TensorPlan } from "../../../src/design/mod.ts";
import { constantsOf, nodesOf } from "../../../src/layers/mod.ts";
import { castFunction, decimal, signedBits } from "./cast.ts";

/** A rectifier whose slopes repeat with every beat, and the tensors around it. */
export interface Rectifier {
  readonly plan: MapPlan;
  readonly work: StageWork;
  readonly x: TensorPlan;
  readonly y: TensorPlan;
}

/** A beat a clock, registered: a module of ready/valid streams. */
export function rectifierModule(name: string, { plan, work, x, y }: Rectifier): string {
  const { expression } = plan;
  const product = nodesOf(expression).find(({ kind }) => kind === "multiply")!.exact;
  if (
    expression.kind !== "select" || expression.then.kind !== "cast" || expression.otherwise.kind !== "cast"
  ) {
    throw new TypeError(expression.kind);
  }
  const slopes = constantsOf(expression).get("slope")!.values;
  const [xBits, yBits] = [x.type.width, y.type.width];
  const slope = signedBits(slopes.type);
  const elements = Array.from({ length: work.elements }, (_, i) => {
    const bits = `x_data[${i * xBits} +: ${xBits}]`;
    const mantissa = decimal(slopes.data[i % slopes.data.length], slope);
    return `      x = ${x.type.signed ? `$signed(${bits})` : `$signed({1'b0, ${bits}})`};
      slope = ${mantissa}; product = slope * x;
      y_data[${i * yBits} +: ${yBits}] <= x < 0 ? cast_negative(product) : cast_positive(x);`;
  });
  return `
module ${name}(
  input clk, input reset,
  input x_valid, output x_ready, input [${work.elements * xBits - 1}:0] x_data,
  output reg y_valid, input y_ready, output reg [${work.elements * yBits - 1}:0] y_data);
  reg signed [${signedBits(x.type) - 1}:0] x;
  reg signed [${slope - 1}:0] slope;
  reg signed [${signedBits(product) - 1}:0] product;
  ${castFunction("cast_positive", expression.otherwise.cast, signedBits(x.type))}
  ${castFunction("cast_negative", expression.then.cast, signedBits(product))}
  assign x_ready = !y_valid || y_ready;
  initial y_valid = 0;
  always @(posedge clk) if (!reset && x_ready) begin
    y_valid <= x_valid;
    if (x_valid) begin
${elements.join("\n")}
    end
  end
endmodule
`;
}
