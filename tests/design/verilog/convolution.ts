import type { AxisPlan } from "../../../src/walk/mod.ts";
import type {
  ConvolutionPlan,
  ConvolutionStream,
  TensorPlan,
  TurnsSchedule,
  WeightWords,
} from "../../../src/design/mod.ts";
import { castFunction, decimal, signedBits } from "./cast.ts";

/** A two-dimensional convolution of one group whose multipliers take turns, and the tensors around it. */
export interface TurnsConvolution {
  readonly plan: ConvolutionPlan;
  readonly rows: AxisPlan;
  readonly walk: ConvolutionStream;
  readonly schedule: TurnsSchedule;
  readonly weights: WeightWords;
  readonly x: TensorPlan;
  readonly y: TensorPlan;
}

/** One iteration a clock, as the plan walks: a module of ready/valid streams of pixels. */
export function convolutionModule(name: string, conv: TurnsConvolution): string {
  const { plan, rows, walk, schedule, x, y } = conv;
  const { columns, channels, numbers } = plan;
  const { way } = walk;
  if (way.kind !== "loop") throw new Error("another way");
  const [xBits, yBits] = [x.type.width, y.type.width];
  const acc = signedBits(plan.accumulator);
  const pixel = channels.input * xBits;
  const loop = (count: number, line: (i: number) => string) =>
    Array.from({ length: count }, (_, i) => line(i)).join("\n");
  return `
module ${name}(
  input clk, input reset,
  input x_valid, output x_ready, input [${pixel - 1}:0] x_data,
  output reg y_valid, input y_ready, output reg [${channels.output * yBits - 1}:0] y_data);
  reg [${pixel - 1}:0] window [0:${walk.window - 1}];
  reg [${pixel - 1}:0] newest [0:${rows.window - 1}];
  reg [${pixel - 1}:0] line [0:${Math.max(1, way.lineRows) * columns.input - 1}];
  reg [${conv.weights.lanes * plan.weights.type.width - 1}:0] weights [0:${conv.weights.words - 1}];
  reg signed [${acc - 1}:0] acc [0:${schedule.outputLanes - 1}];
  reg signed [${signedBits(numbers.product) - 1}:0] product;
  reg signed [${signedBits(numbers.sum) - 1}:0] sum;
  reg signed [${signedBits(x.type) - 1}:0] operand [0:${schedule.inputLanes - 1}];
  reg signed [${plan.weights.type.signed ? plan.weights.type.width - 1 : plan.weights.type.width}:0] weight;
  integer iteration, fill_column, behind, turn, output_turn, phase, address, i, w;
  ${
    ["fill", "row", "column"].map((walk) =>
      `integer ${walk}_position, ${walk}_phase, ${walk}_output, ${walk}_wait;`
    ).join("\n  ")
  }
  reg fill_fresh, moves, complete, has_output, last_phase;
  ${castFunction("cast_bias", numbers.casts.bias, signedBits(plan.bias.type))}
  ${castFunction("cast_product", numbers.casts.product, signedBits(numbers.product))}
  ${castFunction("cast_sum", numbers.casts.sum, signedBits(numbers.sum))}
  ${castFunction("cast_result", numbers.casts.result, acc)}

  wire reads = moves && fill_fresh && fill_position < ${rows.input} && fill_column < ${columns.input};
  wire free = !y_valid || y_ready;
  assign x_ready = free && reads;

  task start_image; begin
    iteration = 0; fill_column = 0; behind = ${columns.lead}; turn = 0; output_turn = 0; moves = 1;
    fill_fresh = 1;
    ${start("fill", rows, 0, rows.lead)}
    ${start("row", rows, 0, rows.lead)}
    ${start("column", columns, columns.lead, 0)}
    for (i = 0; i < ${walk.window}; i = i + 1) window[i] = 0;
    for (i = 0; i < ${rows.window}; i = i + 1) newest[i] = 0;
  end endtask

  initial begin
    y_valid = 0;
    start_image;
${loop(conv.weights.words, (word) => `    weights[${word}] = ${wordOf(conv, word)};`)}
  end

  always @(posedge clk) if (!reset && free) begin
    y_valid <= 0;
    if (!reads || x_valid) begin
      if (moves) begin
        for (w = ${
    walk.window - 1
  }; w > 0; w = w - 1) if (w % ${columns.window} != 0) window[w] = window[w - 1];
        if (fill_column < ${columns.input}) begin
          for (i = ${rows.window - 1}; i >= 0; i = i - 1)
            if (!fill_fresh) begin
              if (i < ${way.lineRows}) newest[i] = line[i * ${columns.input} + fill_column];
            end else if (i > 0) newest[i] = line[(i - 1) * ${columns.input} + fill_column];
            else newest[i] = reads ? x_data : ${pixel}'d0;
          for (i = 0; i < ${
    Math.min(way.lineRows, rows.window)
  }; i = i + 1) line[i * ${columns.input} + fill_column] = newest[i];
        end
        for (i = 0; i < ${rows.window}; i = i + 1) window[i * ${columns.window}] = newest[i];
        if (fill_column < ${way.period - 1}) fill_column = fill_column + 1;
        else begin
          fill_column = 0;
          ${advance("fill", rows)}
          fill_fresh = last_phase;
        end
      end
      if (behind > 0) behind = behind - 1;
      else begin
        complete = 1;
        has_output = ${hasOutput("row", rows)} && ${hasOutput("column", columns)};
        if (has_output) begin
          phase = row_phase * ${columns.phases.length} + column_phase;
          case (phase)
${loop(walk.phases.length, (phase) => phaseCase(conv, phase))}
          endcase
          if (complete) begin turn = 0; output_turn = 0; y_valid <= 1; end
        end
        moves = 0;
        if (complete) begin
          if (has_output) begin
            ${advance("column", columns)}
            moves = last_phase;
          end else begin
            column_position = column_position + 1;
            column_wait = column_wait == 0 ? ${columns.step - 1} : column_wait - 1;
            moves = 1;
          end
          if (moves && column_position == ${columns.lead + way.period}) begin
            ${start("column", columns, columns.lead, 0)}
            ${advance("row", rows)}
          end
        end
      end
      iteration = iteration + 1;
      if (iteration == ${way.iterations}) start_image;
    end
  end
endmodule
`;
}

/** One pixel of a phase: its bias, or a turn of it. */
function phaseCase(conv: TurnsConvolution, phase: number): string {
  const { plan, walk, schedule, rows, y } = conv;
  const { columns } = plan;
  const { turns, base } = walk.phases[phase];
  const { taps } = plan.phases[phase];
  const { inputLanes, outputLanes, outputTurns } = schedule;
  const wBits = plan.weights.type.width;
  const bias = (output: number) =>
    `cast_bias(${decimal(plan.bias.data[output], signedBits(plan.bias.type))})`;
  const put = (output: number, value: string) =>
    `y_data[${output * y.type.width} +: ${y.type.width}] <= cast_result(${value});`;
  const outputs = Array.from({ length: plan.channels.output }, (_, output) => output);
  if (turns === 0) {
    return `          ${phase}: begin ${outputs.map((output) => put(output, bias(output))).join(" ")} end`;
  }
  /** An input of the window, or zero where the map has none or the phase is over. */
  const operand = (input: number): string => {
    if (input >= plan.phases[phase].inputs) return "0";
    const { pixel: slot, row: above, column: left } = taps[Math.floor(input / plan.groupChannels.input)];
    const channel = input % plan.groupChannels.input;
    const element = `window[${slot}][${channel * conv.x.type.width} +: ${conv.x.type.width}]`;
    const value = conv.x.type.signed ? `$signed(${element})` : `$signed({1'b0, ${element}})`;
    return `(row_position >= ${above} && row_position < ${above + rows.input} && ` +
      `column_position >= ${left} && column_position < ${left + columns.input}) ? ${value} : 0`;
  };
  const gather = Array.from(
    { length: turns },
    (_, turn) =>
      `            ${turn}: begin ${
        Array.from({ length: inputLanes }, (_, i) => `operand[${i}] = ${operand(turn * inputLanes + i)};`)
          .join(" ")
      } end`,
  ).join("\n");
  const parts = Array.from({ length: outputTurns }, (_, part) => part);
  const lanes = Array.from({ length: outputLanes }, (_, o) => o);
  const macs = lanes.flatMap((o) =>
    Array.from({ length: inputLanes }, (_, i) => {
      const bits = `weights[address][${(i * outputLanes + o) * wBits} +: ${wBits}]`;
      const value = plan.weights.type.signed ? `$signed(${bits})` : `$signed({1'b0, ${bits}})`;
      return `            weight = ${value}; product = operand[${i}] * weight; sum = acc[${o}] + cast_product(product); acc[${o}] = cast_sum(sum);`;
    })
  );
  return `          ${phase}: begin
            if (turn == 0) case (output_turn)
${
    parts.map((part) =>
      `              ${part}: begin ${
        lanes.map((o) => `acc[${o}] = ${bias(part * outputLanes + o)};`).join(" ")
      } end`
    ).join("\n")
  }
            endcase
            case (turn)
${gather}
            endcase
            address = ${base} + output_turn * ${turns} + turn;
${macs.join("\n")}
            complete = turn == ${turns - 1} && output_turn == ${outputTurns - 1};
            if (turn == ${turns - 1}) begin
              case (output_turn)
${
    parts.map((part) =>
      `              ${part}: begin ${
        lanes.map((o) => put(part * outputLanes + o, `acc[${o}]`)).join(" ")
      } end`
    ).join("\n")
  }
              endcase
              turn = 0; output_turn = output_turn + 1;
            end else turn = turn + 1;
          end`;
}

function wordOf({ weights, plan }: TurnsConvolution, word: number): string {
  const { width } = plan.weights.type;
  const parts = Array.from(
    { length: weights.lanes },
    (_, lane) => `${width}'d${BigInt.asUintN(width, weights.values[word * weights.lanes + lane])}`,
  );
  return `{${parts.reverse().join(", ")}}`;
}

function start(walk: string, axis: AxisPlan, position: number, wait: number): string {
  return `${walk}_position = ${position}; ${walk}_phase = ${axis.firstPhase}; ${walk}_output = 0; ${walk}_wait = ${wait};`;
}

function hasOutput(walk: string, axis: AxisPlan): string {
  return `(${walk}_wait == 0 && ${walk}_output < ${axis.output})`;
}

/** To the next phase of a position, else to the next position; `last_phase` says which. */
function advance(walk: string, axis: AxisPlan): string {
  return `last_phase = !${hasOutput(walk, axis)} || ${walk}_phase == ${
    axis.phases.length - 1
  } || ${walk}_output == ${axis.output - 1};
          if (${hasOutput(walk, axis)}) ${walk}_output = ${walk}_output + 1;
          if (last_phase) begin
            ${walk}_position = ${walk}_position + 1;
            if (${walk}_wait == 0) begin ${walk}_phase = 0; ${walk}_wait = ${axis.step - 1}; end
            else ${walk}_wait = ${walk}_wait - 1;
          end else ${walk}_phase = ${walk}_phase + 1;`;
}
