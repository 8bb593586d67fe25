import { px } from "./charts/pixels.ts";
import { largest } from "../base/numbers/extremes.ts";
import { percent } from "../base/text/percent.ts";
import { inThousands } from "../base/text/thousands.ts";
import { LATE_PACKAGES, loadPackage } from "../base/packages.ts";
import { shapeLabel, shortened, shortenedInside } from "./text.ts";
import { type DesignView, stageAnchor, type StageView } from "./design_view.ts";
import { writersOf } from "./writers.ts";

/** A stage in a drawing. */
export interface GraphNode {
  readonly id: string;
  readonly name: string;
  /** Lines of text below the name. */
  readonly lines: readonly string[];
  /** Share of the interval that it works, from 0 to 1; null where it is not known. */
  readonly busy: number | null;
  readonly slowest: boolean;
  /** Upper left corner, and sizes. */
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/** A tensor between two stages. */
export interface GraphEdge {
  /** `d` of an SVG path. */
  readonly path: string;
  /** Beside its middle: the depth of a deep FIFO; null for none. */
  readonly label: { readonly text: string; readonly x: number; readonly y: number } | null;
}

/** A network, laid out from top to bottom. */
export interface Graph {
  readonly width: number;
  readonly height: number;
  readonly nodes: readonly GraphNode[];
  readonly edges: readonly GraphEdge[];
}

/** Pixels between a line and what stands beside it. */
const LABEL_GAP = 5;
const LETTER = 7.2;
const LINE = 16;
const PADDING = 10;
/** Letters of a line in a node: no type is longer. */
const LETTERS = 38;

/** Lays out the stages of a design. */
export async function layoutGraph(view: DesignView): Promise<Graph> {
  const dagre = await loadPackage<typeof import("npm:@dagrejs/dagre@1.1.5")>(
    LATE_PACKAGES.dagre,
  );
  const graph = new dagre.graphlib.Graph({ multigraph: true });
  graph.setGraph({ rankdir: "TB", nodesep: 24, ranksep: 34, marginx: 8, marginy: 8 });
  graph.setDefaultEdgeLabel(() => ({}));
  const writers = writersOf(view.design.stages);
  const lines = new Map(view.stages.map((stage) => [stage.id, linesOf(stage)]));
  for (const stage of view.stages) {
    const texts = [shortenedInside(stage.name, LETTERS), ...lines.get(stage.id)!];
    graph.setNode(stage.id, {
      width: largest(texts.map((text) => text.length)) * LETTER + 2 * PADDING,
      height: texts.length * LINE + 2 * PADDING,
    });
  }
  const labels = new Map(
    view.fifos?.flatMap(({ name, depth, isLeast }) =>
      isLeast ? [] : [[name, `${inThousands(depth)} beats`] as const]
    ),
  );
  const labelOf = (tensor: string) => labels.get(tensor) ?? "";
  for (const stage of view.stages) {
    stage.inputs.forEach((tensor, index) => {
      const label = labelOf(tensor);
      // Room for what stands beside the line, too.
      graph.setEdge({ v: stageAnchor(writers.get(tensor)!.id), w: stage.id, name: `${index}` }, {
        tensor,
        width: label === "" ? 0 : label.length * LETTER + LABEL_GAP,
        height: label === "" ? 0 : LINE,
        labelpos: "r",
      });
    });
  }
  dagre.layout(graph);
  return {
    width: graph.graph().width ?? 0,
    height: graph.graph().height ?? 0,
    nodes: view.stages.map((stage) => {
      const { x, y, width, height } = graph.node(stage.id);
      return {
        id: stage.id,
        name: shortenedInside(stage.name, LETTERS),
        lines: lines.get(stage.id)!,
        busy: stage.busy,
        slowest: stage.name === view.slowest,
        x: x - width / 2,
        y: y - height / 2,
        width,
        height,
      };
    }),
    edges: graph.edges().map((edge: import("npm:@dagrejs/dagre@1.1.5").Edge) => {
      const { points, tensor } = graph.edge(edge);
      const middle = points[Math.floor(points.length / 2)];
      const text = labelOf(tensor);
      return {
        path: points.map(({ x, y }: Point, i: number) => `${i === 0 ? "M" : "L"}${px(x)},${px(y)}`)
          .join(""),
        label: text === "" ? null : { text, x: middle.x + LABEL_GAP, y: middle.y },
      };
    }),
  };
}

interface Point {
  readonly x: number;
  readonly y: number;
}

function linesOf(stage: StageView): readonly string[] {
  return [
    `${stage.kind} · ${shapeLabel(stage.shape)}`,
    stage.type,
    ...stage.multipliers === null
      ? []
      : [`${inThousands(stage.multipliers)} multipliers, reuse ${stage.reuse ?? 1}`],
    ...stage.busy === null ? [] : [`busy ${percent(stage.busy)}`],
  ].map((text) => shortened(text, LETTERS));
}
