import { InterlaceError } from "../base/errors.ts";
import { isCosimReport, readCosimReport } from "./cosim.ts";
import { isFunctionReport, readFunctionReport } from "./csynth_rpt.ts";
import { isHlsXml, readHlsXml } from "./csynth_xml.ts";
import { isDesignSizeReport, readDesignSize } from "./design_size.ts";
import { isExportReport, readExportReport } from "./export_rpt.ts";
import { isJson, readJson } from "./json.ts";
import type { ReportPart } from "./part.ts";
import { isSummaryReport, readSummaryReport } from "./summary_rpt.ts";
import { isTimingSummary, isUtilization, readTimingSummary, readUtilization } from "./vivado.ts";

/** Longest report that is read, in bytes; those of large designs have some tens of mebibytes. */
export const MAX_REPORT_BYTES = 128 * 2 ** 20;

/** A kind of report file. */
interface ReportReader {
  readonly fits: (text: string) => boolean;
  readonly read: (text: string, file: string) => ReportPart | Promise<ReportPart>;
}

/** All kinds. Where two files of a folder tell the same figure, that of the earlier kind counts. */
const READERS: readonly ReportReader[] = [
  { fits: isHlsXml, read: readHlsXml },
  { fits: isFunctionReport, read: readFunctionReport },
  { fits: isSummaryReport, read: readSummaryReport },
  { fits: isJson, read: readJson },
  { fits: isCosimReport, read: readCosimReport },
  { fits: isUtilization, read: readUtilization },
  { fits: isTimingSummary, read: readTimingSummary },
  { fits: isExportReport, read: readExportReport },
  { fits: isDesignSizeReport, read: readDesignSize },
];

/** A file that was read. */
export interface ReadFile {
  readonly file: string;
  /** Index of its kind: the lower, the more its figures count. */
  readonly rank: number;
  readonly part: ReportPart;
}

/**
 * Reads one report, whatever kind it is; its content tells, not its name.
 *
 * @param bytes Contents of the file.
 * @throws {InterlaceError} for a file that is empty, too large, cut off, damaged or no report.
 */
export async function readReportFile(bytes: Uint8Array, file: string): Promise<ReadFile> {
  const refuse = (what: string, cause?: unknown) =>
    new InterlaceError(`Cannot read ${file}: ${what}`, { place: { file }, cause });
  if (bytes.length === 0) throw refuse("the file is empty");
  if (bytes.length > MAX_REPORT_BYTES) throw refuse(`it is larger than ${MAX_REPORT_BYTES / 2 ** 20} MiB`);
  const text = new TextDecoder().decode(bytes);
  const rank = READERS.findIndex((reader) => reader.fits(text));
  if (rank < 0) throw refuse("it is no report that Interlace knows");
  try {
    return { file, rank, part: await READERS[rank].read(text, file) };
  } catch (cause) {
    if (cause instanceof InterlaceError) throw cause;
    throw refuse(`it is damaged: ${cause instanceof Error ? cause.message : String(cause)}`, cause);
  }
}
