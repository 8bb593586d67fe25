import common from "../../../../templates/nnet/common.h" with { type: "text" };
import axis from "../../../../templates/nnet/axis.h" with { type: "text" };
import mac from "../../../../templates/nnet/mac.h" with { type: "text" };
import window from "../../../../templates/nnet/window.h" with { type: "text" };
import windowStream from "../../../../templates/nnet/window_stream.h" with { type: "text" };
import divide from "../../../../templates/nnet/divide.h" with { type: "text" };
import argmax from "../../../../templates/nnet/argmax.h" with { type: "text" };
import pool from "../../../../templates/nnet/pool.h" with { type: "text" };
import poolStream from "../../../../templates/nnet/pool_stream.h" with { type: "text" };
import poolParallel from "../../../../templates/nnet/pool_parallel.h" with { type: "text" };
import convStream from "../../../../templates/nnet/conv_stream.h" with { type: "text" };
import convParallel from "../../../../templates/nnet/conv_parallel.h" with { type: "text" };
import dense from "../../../../templates/nnet/dense.h" with { type: "text" };
import elementwise from "../../../../templates/nnet/elementwise.h" with { type: "text" };
import merge from "../../../../templates/nnet/merge.h" with { type: "text" };
import concatenate from "../../../../templates/nnet/concatenate.h" with { type: "text" };
import select from "../../../../templates/nnet/select.h" with { type: "text" };
import shuffle from "../../../../templates/nnet/shuffle.h" with { type: "text" };
import functions from "../../../../templates/nnet/functions.h" with { type: "text" };
import softmax from "../../../../templates/nnet/softmax.h" with { type: "text" };
import interpolate from "../../../../templates/nnet/interpolate.h" with { type: "text" };
import rearrange from "../../../../templates/nnet/rearrange.h" with { type: "text" };
import storage from "../../../../templates/nnet/storage.h" with { type: "text" };
import definesTemplate from "../../../../templates/project/defines.h.eta" with { type: "text" };
import parametersTemplate from "../../../../templates/project/parameters.h.eta" with { type: "text" };
import weightsTemplate from "../../../../templates/project/weights.h.eta" with { type: "text" };
import topHeaderTemplate from "../../../../templates/project/top.h.eta" with { type: "text" };
import topTemplate from "../../../../templates/project/top.cpp.eta" with { type: "text" };
import testTemplate from "../../../../templates/project/test.cpp.eta" with { type: "text" };
import mantissasTemplate from "../../../../templates/project/mantissas.eta" with { type: "text" };
import networkTemplate from "../../../../templates/project/network.cpp.eta" with { type: "text" };
import configurationTemplate from "../../../../templates/project/hls_config.cfg.eta" with { type: "text" };
import readmeTemplate from "../../../../templates/project/README.md.eta" with { type: "text" };
import predict from "../../../../templates/project/predict.py" with { type: "text" };
import words from "../../../../templates/deploy/words.h" with { type: "text" };
import wrapperTemplate from "../../../../templates/deploy/wrapper.cpp.eta" with { type: "text" };
import wrapperHeaderTemplate from "../../../../templates/deploy/wrapper.h.eta" with { type: "text" };
import wrapperBodyTemplate from "../../../../templates/deploy/wrapper_body.eta" with { type: "text" };
import wrapperTestTemplate from "../../../../templates/deploy/wrapper_test.cpp.eta" with { type: "text" };
import blockDesignTemplate from "../../../../templates/deploy/block_design.tcl.eta" with { type: "text" };
import driver from "../../../../templates/deploy/driver.py" with { type: "text" };
import host from "../../../../templates/deploy/host.py" with { type: "text" };
import buildTemplate from "../../../../templates/project/build_prj.tcl.eta" with { type: "text" };

/** The kernel headers of `templates/nnet`, in the names of Vitis HLS, by file name. */
export const KERNEL_HEADERS: Readonly<Record<string, string>> = {
  "common.h": common,
  "axis.h": axis,
  "mac.h": mac,
  "window.h": window,
  "window_stream.h": windowStream,
  "divide.h": divide,
  "argmax.h": argmax,
  "pool.h": pool,
  "pool_stream.h": poolStream,
  "pool_parallel.h": poolParallel,
  "conv_stream.h": convStream,
  "conv_parallel.h": convParallel,
  "dense.h": dense,
  "elementwise.h": elementwise,
  "merge.h": merge,
  "concatenate.h": concatenate,
  "select.h": select,
  "shuffle.h": shuffle,
  "functions.h": functions,
  "softmax.h": softmax,
  "interpolate.h": interpolate,
  "rearrange.h": rearrange,
  "storage.h": storage,
};

/** The Eta templates of `templates/project`. */
export const PROJECT_TEMPLATES = {
  defines: definesTemplate,
  parameters: parametersTemplate,
  weights: weightsTemplate,
  topHeader: topHeaderTemplate,
  top: topTemplate,
  test: testTemplate,
  network: networkTemplate,
  build: buildTemplate,
  configuration: configurationTemplate,
  readme: readmeTemplate,
} as const;

/** The kernels of wrappers, in the names of Vitis HLS. */
export const WORDS_HEADER: string = words;

/** The Eta templates of `templates/deploy`: what stands around a network. */
export const DEPLOY_TEMPLATES = {
  wrapper: wrapperTemplate,
  wrapperHeader: wrapperHeaderTemplate,
  wrapperTest: wrapperTestTemplate,
  blockDesign: blockDesignTemplate,
} as const;

/** The Python program that runs a network through PYNQ. */
export const DRIVER_SCRIPT: string = driver;

/** The Python program that runs a network through XRT. */
export const HOST_SCRIPT: string = host;

/** What templates include, by the name under which they do. */
export const TEMPLATE_PARTS: Readonly<Record<string, string>> = {
  "@mantissas": mantissasTemplate,
  "@wrapper_body": wrapperBodyTemplate,
};

/** The Python program that runs the firmware on arrays; the same for every project. */
export const PREDICT_SCRIPT: string = predict;
