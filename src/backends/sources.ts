import common from "../../templates/nnet/common.h" with { type: "text" };
import axis from "../../templates/nnet/axis.h" with { type: "text" };
import mac from "../../templates/nnet/mac.h" with { type: "text" };
import convStream from "../../templates/nnet/conv_stream.h" with { type: "text" };
import conv1dStream from "../../templates/nnet/conv1d_stream.h" with { type: "text" };
import conv2dStream from "../../templates/nnet/conv2d_stream.h" with { type: "text" };
import convParallel from "../../templates/nnet/conv_parallel.h" with { type: "text" };
import conv1dParallel from "../../templates/nnet/conv1d_parallel.h" with { type: "text" };
import conv2dParallel from "../../templates/nnet/conv2d_parallel.h" with { type: "text" };
import dense from "../../templates/nnet/dense.h" with { type: "text" };
import elementwise from "../../templates/nnet/elementwise.h" with { type: "text" };
import rearrange from "../../templates/nnet/rearrange.h" with { type: "text" };
import definesTemplate from "../../templates/project/defines.h.eta" with { type: "text" };
import parametersTemplate from "../../templates/project/parameters.h.eta" with { type: "text" };
import topHeaderTemplate from "../../templates/project/top.h.eta" with { type: "text" };
import topTemplate from "../../templates/project/top.cpp.eta" with { type: "text" };
import testTemplate from "../../templates/project/test.cpp.eta" with { type: "text" };
import buildTemplate from "../../templates/project/build_prj.tcl.eta" with { type: "text" };

/** The kernel headers of `templates/nnet`, in Vitis HLS's spelling, by file name. */
export const KERNEL_HEADERS: Readonly<Record<string, string>> = {
  "common.h": common,
  "axis.h": axis,
  "mac.h": mac,
  "conv_stream.h": convStream,
  "conv1d_stream.h": conv1dStream,
  "conv2d_stream.h": conv2dStream,
  "conv_parallel.h": convParallel,
  "conv1d_parallel.h": conv1dParallel,
  "conv2d_parallel.h": conv2dParallel,
  "dense.h": dense,
  "elementwise.h": elementwise,
  "rearrange.h": rearrange,
};

/** The Eta templates of `templates/project`. */
export const PROJECT_TEMPLATES = {
  defines: definesTemplate,
  parameters: parametersTemplate,
  topHeader: topHeaderTemplate,
  top: topTemplate,
  test: testTemplate,
  build: buildTemplate,
} as const;
