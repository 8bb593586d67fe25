import { InterlaceError } from "../base/errors.ts";
import { isCosimReport, readCosimReport } from "./hls/cosim.ts";
import { isFunctionReport, readFunctionReport } from "./hls/csynth_rpt.ts";
import { isHlsProject, isHlsXml, readHlsProject, readHlsXml } from "./hls/csynth_xml.ts";
import { isDesignSizeReport, isDesignSizeXml, readDesignSize, readDesignSizeXml } from "./hls/design_size.ts";
import { isExportReport, readExportReport } from "./hls/export_rpt.ts";
import { isCellCount, readCellCount } from "./gates/cell_count.ts";
import { isGateFacts, readGateFacts } from "./gates/gate_facts.ts";
import { isJson, readJson } from "./hls/json.ts";
import { isPlacement, readPlacement } from "./gates/placement.ts";
import type { ReportPart } from "./part.ts";
import { isSummaryReport, readSummaryReport } from "./hls/summary_rpt.ts";
import { isTimingSummary, isUtilization, readTimingSummary, readUtilization } from "./gates/vivado.ts";

/** Longest report that is read, in bytes; those of large designs have some mebibytes. */
export const MAX_REPORT_BYTES = 16 * 2 ** 20;

/** A kind of report file. */
interface ReportReader {
  /** As people call it. */
  readonly kind: string;
  readonly fits: (text: string) => boolean;
  /** Null if it turns out to be something else. */
  readonly read: (text: string, file: string) => ReportPart | null | Promise<ReportPart | null>;
}

/** The kind of JSON that is a whole report by itself. */
export const FOREIGN_JSON = "JSON";

/** All kinds. Where two files of a folder tell the same figure, that of the earlier kind counts. */
const READERS: readonly ReportReader[] = [
  { kind: "synthesis, XML", fits: isHlsXml, read: readHlsXml },
  { kind: "synthesis of a function", fits: isFunctionReport, read: readFunctionReport },
  { kind: "synthesis summary", fits: isSummaryReport, read: readSummaryReport },
  { kind: "facts of a build", fits: isGateFacts, read: readGateFacts },
  { kind: "cells", fits: isCellCount, read: readCellCount },
  { kind: "placement", fits: isPlacement, read: readPlacement },
  { kind: FOREIGN_JSON, fits: isJson, read: readJson },
  { kind: "co-simulation", fits: isCosimReport, read: readCosimReport },
  { kind: "timing", fits: isTimingSummary, read: readTimingSummary },
  { kind: "export", fits: isExportReport, read: readExportReport },
  { kind: "utilisation", fits: isUtilization, read: readUtilization },
  { kind: "design size, XML", fits: isDesignSizeXml, read: readDesignSizeXml },
  { kind: "HLS project", fits: isHlsProject, read: readHlsProject },
  { kind: "design size", fits: isDesignSizeReport, read: readDesignSize },
];

/** A file that was read. */
export interface ReadFile {
  /** Its path as {@linkcode readReportFile} was given it. */
  readonly file: string;
  /** What kind of report it is. */
  readonly kind: string;
  /** Index of its kind: the lower, the more its figures count. */
  readonly rank: number;
  /** What it tells, to be merged with the other files of the design. */
  readonly part: ReportPart;
}

/**
 * Reads one file, whatever kind of report it is; its content tells, not its name.
 *
 * @param bytes Contents of the file.
 * @returns Null for a file that is no report.
 * @throws {InterlaceError} for a report that is too large, cut off or damaged.
 */
export async function readReportFile(bytes: Uint8Array, file: string): Promise<ReadFile | null> {
  const refuse = (what: string, cause?: unknown) =>
    new InterlaceError(`Cannot read ${file}: ${what}`, { code: "file-damaged", place: { file }, cause });
  if (bytes.length > MAX_REPORT_BYTES) throw refuse(`it is larger than ${MAX_REPORT_BYTES / 2 ** 20} MiB`);
  const text = new TextDecoder().decode(bytes);
  const rank = READERS.findIndex((reader) => reader.fits(text));
  if (rank < 0) return null;
  const { kind, read } = READERS[rank];
  try {
    const part = await read(text, file);
    return part && { file, kind, rank, part };
  } catch (cause) {
    if (cause instanceof InterlaceError) throw cause;
    throw refuse(`it is damaged: ${cause instanceof Error ? cause.message : String(cause)}`, cause);
  }
}
