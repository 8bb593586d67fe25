import accumulate from "../../../../templates/rtl/accumulate.v" with { type: "text" };
import adderMul from "../../../../templates/rtl/adder_mul.v" with { type: "text" };
import adderTree from "../../../../templates/rtl/adder_tree.v" with { type: "text" };
import argmax from "../../../../templates/rtl/argmax.v" with { type: "text" };
import axisWalk from "../../../../templates/rtl/axis_walk.v" with { type: "text" };
import between from "../../../../templates/rtl/between.v" with { type: "text" };
import cast from "../../../../templates/rtl/cast.v" with { type: "text" };
import clone from "../../../../templates/rtl/clone.v" with { type: "text" };
import concatenate from "../../../../templates/rtl/concatenate.v" with { type: "text" };
import convolution from "../../../../templates/rtl/convolution.v" with { type: "text" };
import delay from "../../../../templates/rtl/delay.v" with { type: "text" };
import dense from "../../../../templates/rtl/dense.v" with { type: "text" };
import divide from "../../../../templates/rtl/divide.v" with { type: "text" };
import fifo from "../../../../templates/rtl/fifo.v" with { type: "text" };
import gather from "../../../../templates/rtl/gather.v" with { type: "text" };
import globalPool from "../../../../templates/rtl/global_pool.v" with { type: "text" };
import interpolate from "../../../../templates/rtl/interpolate.v" with { type: "text" };
import lineBuffer from "../../../../templates/rtl/line_buffer.v" with { type: "text" };
import linear from "../../../../templates/rtl/linear.v" with { type: "text" };
import macArray from "../../../../templates/rtl/mac_array.v" with { type: "text" };
import macLane from "../../../../templates/rtl/mac_lane.v" with { type: "text" };
import maxTree from "../../../../templates/rtl/max_tree.v" with { type: "text" };
import merge from "../../../../templates/rtl/merge.v" with { type: "text" };
import movingWindow from "../../../../templates/rtl/moving_window.v" with { type: "text" };
import movingWords from "../../../../templates/rtl/moving_words.v" with { type: "text" };
import mul from "../../../../templates/rtl/mul.v" with { type: "text" };
import mux from "../../../../templates/rtl/mux.v" with { type: "text" };
import permute from "../../../../templates/rtl/permute.v" with { type: "text" };
import pipeline from "../../../../templates/rtl/pipeline.v" with { type: "text" };
import pool from "../../../../templates/rtl/pool.v" with { type: "text" };
import ram from "../../../../templates/rtl/ram.v" with { type: "text" };
import repack from "../../../../templates/rtl/repack.v" with { type: "text" };
import rowPair from "../../../../templates/rtl/row_pair.v" with { type: "text" };
import rowCredits from "../../../../templates/rtl/row_credits.v" with { type: "text" };
import rom from "../../../../templates/rtl/rom.v" with { type: "text" };
import select from "../../../../templates/rtl/select.v" with { type: "text" };
import shuffle from "../../../../templates/rtl/shuffle.v" with { type: "text" };
import softmax from "../../../../templates/rtl/softmax.v" with { type: "text" };
import spread from "../../../../templates/rtl/spread.v" with { type: "text" };
import tableLookup from "../../../../templates/rtl/table_lookup.v" with { type: "text" };
import upsample from "../../../../templates/rtl/upsample.v" with { type: "text" };
import window from "../../../../templates/rtl/window.v" with { type: "text" };
import windowWalk from "../../../../templates/rtl/window_walk.v" with { type: "text" };
import wordBuffer from "../../../../templates/rtl/word_buffer.v" with { type: "text" };
import wordReader from "../../../../templates/rtl/word_reader.v" with { type: "text" };
import ecp5Accumulate from "../../../../templates/rtl/gates/ecp5_accumulate.v" with { type: "text" };
import ecp5Mul from "../../../../templates/rtl/gates/ecp5_mul.v" with { type: "text" };
import ecp5RowPair from "../../../../templates/rtl/gates/ecp5_row_pair.v" with { type: "text" };
import axiLiteBatch from "../../../../templates/rtl/deploy/axi_lite_batch.v" with { type: "text" };
import axisPack from "../../../../templates/rtl/deploy/axis_pack.v" with { type: "text" };
import axisUnpack from "../../../../templates/rtl/deploy/axis_unpack.v" with { type: "text" };
import byteTurns from "../../../../templates/rtl/deploy/byte_turns.v" with { type: "text" };
import uartRx from "../../../../templates/rtl/deploy/uart_rx.v" with { type: "text" };
import uartTx from "../../../../templates/rtl/deploy/uart_tx.v" with { type: "text" };
import cxxrtlBench from "../../../../templates/rtl/simulation/cxxrtl_bench.h" with { type: "text" };
import fill from "../../../../templates/rtl/simulation/fill.v" with { type: "text" };
import monitor from "../../../../templates/rtl/simulation/monitor.v" with { type: "text" };
import pauses from "../../../../templates/rtl/simulation/pauses.v" with { type: "text" };
import sink from "../../../../templates/rtl/simulation/sink.v" with { type: "text" };
import source from "../../../../templates/rtl/simulation/source.v" with { type: "text" };

/** The modules of `templates/rtl` by their name, each in a file of that name. */
export const RTL_MODULES: Readonly<Record<string, string>> = {
  accumulate,
  adder_mul: adderMul,
  adder_tree: adderTree,
  argmax,
  axis_walk: axisWalk,
  between,
  cast,
  clone,
  concatenate,
  convolution,
  delay,
  dense,
  divide,
  fifo,
  gather,
  global_pool: globalPool,
  interpolate,
  line_buffer: lineBuffer,
  linear,
  mac_array: macArray,
  mac_lane: macLane,
  max_tree: maxTree,
  merge,
  moving_window: movingWindow,
  moving_words: movingWords,
  mul,
  mux,
  permute,
  pipeline,
  pool,
  ram,
  repack,
  rom,
  row_credits: rowCredits,
  row_pair: rowPair,
  select,
  shuffle,
  softmax,
  spread,
  table_lookup: tableLookup,
  upsample,
  window,
  window_walk: windowWalk,
  word_buffer: wordBuffer,
  word_reader: wordReader,
};

/** Modules that a family has cells for, by the name of the one whose place they take. */
export const CELL_MODULES: Readonly<Record<"ecp5", Readonly<Record<string, string>>>> = {
  ecp5: { accumulate: ecp5Accumulate, mul: ecp5Mul, row_pair: ecp5RowPair },
};

/** The modules of `templates/rtl/deploy` by their name: what stands between a design and AXI. */
export const DEPLOY_MODULES: Readonly<Record<string, string>> = {
  axi_lite_batch: axiLiteBatch,
  axis_pack: axisPack,
  axis_unpack: axisUnpack,
};

/** The modules of `templates/rtl/deploy` that stand between AXI and a serial line, by their name. */
export const UART_MODULES: Readonly<Record<string, string>> = {
  byte_turns: byteTurns,
  uart_rx: uartRx,
  uart_tx: uartTx,
};

/** The modules of `templates/rtl/simulation` by their name: what stands around a design in a test bench. */
export const BENCH_MODULES: Readonly<Record<string, string>> = { fill, monitor, pauses, source };

/** The modules of `templates/rtl/simulation` that stand in the test bench of a project. */
export const TEST_MODULES: Readonly<Record<string, string>> = { sink, source };

/** The hand-written part of a test bench in C++. */
export const CXXRTL_HEADER: string = cxxrtlBench;
