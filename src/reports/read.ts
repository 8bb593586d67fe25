import { InterlaceError } from "../base/errors.ts";
import { isCosimReport, readCosimReport } from "./cosim.ts";
import { isFunctionReport, readFunctionReport } from "./csynth_rpt.ts";
import { isHlsXml, readHlsXml } from "./csynth_xml.ts";
import { isDesignSizeReport, isDesignSizeXml, readDesignSize, readDesignSizeXml } from "./design_size.ts";
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
  /** Null if it turns out to be something else. */
  readonly read: (text: string, file: string) => ReportPart | null | Promise<ReportPart | null>;
}

/** All kinds. Where two files of a folder tell the same figure, that of the earlier kind counts. */
const READERS: readonly ReportReader[] = [
  { fits: isHlsXml, read: readHlsXml },
  { fits: isFunctionReport, read: readFunctionReport },
  { fits: isSummaryReport, read: readSummaryReport },
  { fits: isJson, read: readJson },
  { fits: isCosimReport, read: readCosimReport },
  { fits: isTimingSummary, read: readTimingSummary },
  { fits: isExportReport, read: readExportReport },
  { fits: isUtilization, read: readUtilization },
  { fits: isDesignSizeXml, read: readDesignSizeXml },
  { fits: isDesignSizeReport, read: readDesignSize },
];

/** A file that was read. */
export interface ReadFile {
  /** Its path as {@linkcode readReportFile} was given it. */
  readonly file: string;
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
    new InterlaceError(`Cannot read ${file}: ${what}`, { place: { file }, cause });
  if (bytes.length > MAX_REPORT_BYTES) throw refuse(`it is larger than ${MAX_REPORT_BYTES / 2 ** 20} MiB`);
  const text = new TextDecoder().decode(bytes);
  const rank = READERS.findIndex((reader) => reader.fits(text));
  if (rank < 0) return null;
  try {
    const part = await READERS[rank].read(text, file);
    return part && { file, rank, part };
  } catch (cause) {
    if (cause instanceof InterlaceError) throw cause;
    throw refuse(`it is damaged: ${cause instanceof Error ? cause.message : String(cause)}`, cause);
  }
}
