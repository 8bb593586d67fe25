import type { RectifierPlan, StageWork, TensorPlan } from "../../../src/design/mod.ts";
import { castFunction, decimal, signedBits } from "./cast.ts";

/** A rectifier whose slopes repeat with every beat, and the tensors around it. */
export interface Rectifier {
  readonly plan: RectifierPlan;
  readonly work: StageWork;
  readonly x: TensorPlan;
  readonly y: TensorPlan;
}

/** A beat a clock, registered: a module of ready/valid streams. */
export function rectifierModule(name: string, { plan, work, x, y }: Rectifier): string {
  const { product, results } = plan.numbers;
  const [xBits, yBits] = [x.type.width, y.type.width];
  const slope = signedBits(plan.slopes.type);
  const elements = Array.from({ length: work.elements }, (_, i) => {
    const bits = `x_data[${i * xBits} +: ${xBits}]`;
    const mantissa = decimal(plan.slopes.data[i % plan.slopes.data.length], slope);
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
  ${castFunction("cast_positive", results.positive, signedBits(x.type))}
  ${castFunction("cast_negative", results.negative, signedBits(product))}
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
