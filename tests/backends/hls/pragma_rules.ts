import type { HlsToolName } from "../../../src/target/mod.ts";

const NAME = "[A-Za-z]\\w*";
/** A number, or a compile-time constant of a configuration. */
const CONSTANT = "(?:\\d+|(?:CONFIG|PHASE)::[a-z_]+)";

/** A pragma as one tool's guide spells it. */
interface PragmaRule {
  readonly guide: string;
  readonly pattern: RegExp;
}

function rule(guide: string, pattern: string): PragmaRule {
  return { guide, pattern: new RegExp(`^${pattern}$`) };
}

/**
 * What may stand behind `#pragma HLS`, written down from the guides and not from the renderer's table: UG1399 (Vitis HLS
 * User Guide, "HLS Pragmas"; bare words are those of 2020.2, which later versions take too), UG1253 (SDx Pragma Reference
 * Guide) and UG902 (Vivado HLS User Guide).
 */
export const PRAGMA_RULES: Readonly<Record<HlsToolName, readonly PragmaRule[]>> = {
  vitis: [
    rule("UG1399 aggregate", `AGGREGATE variable=${NAME}`),
    rule("UG1399 allocation", `ALLOCATION operation instances=mul limit=${CONSTANT}`),
    rule("UG1399 array_partition", `ARRAY_PARTITION variable=${NAME} complete dim=[0-9]`),
    rule("UG1399 array_reshape", `ARRAY_RESHAPE variable=${NAME} complete dim=[0-9]`),
    rule("UG1399 array_reshape", `ARRAY_RESHAPE variable=${NAME} cyclic factor=${CONSTANT} dim=[1-9]`),
    rule("UG1399 bind_op", `BIND_OP variable=${NAME} op=mul impl=(?:dsp|fabric)`),
    rule("UG1399 bind_storage", `BIND_STORAGE variable=${NAME} type=rom_(?:1p|2p|np) impl=(?:bram|lutram)`),
    rule("UG1399 bind_storage", `BIND_STORAGE variable=${NAME} type=ram_s2p impl=(?:bram|lutram|uram)`),
    rule("UG1399 bind_storage", `BIND_STORAGE variable=${NAME} type=fifo impl=(?:bram|lutram|srl|uram)`),
    rule("UG1399 dataflow", "DATAFLOW"),
    rule("UG1399 dependence", `DEPENDENCE variable=${NAME} inter (?:RAW|WAR|WAW) distance=${CONSTANT} true`),
    rule("UG1399 inline", "INLINE"),
    rule("UG1399 interface", `INTERFACE (?:axis|ap_vld) port=${NAME}`),
    rule("UG1399 interface", `INTERFACE m_axi port=${NAME} offset=slave bundle=${NAME} depth=[1-9]\\d*`),
    rule("UG1399 interface", `INTERFACE s_axilite port=${NAME} bundle=${NAME}`),
    rule("UG1399 interface", `INTERFACE ap_ctrl_none port=return`),
    rule("UG1399 pipeline", `PIPELINE(?: II=${CONSTANT})?`),
    rule("UG1399 reset", `RESET variable=${NAME}`),
    rule("UG1399 stream", `STREAM variable=${NAME} depth=[1-9]\\d*`),
    rule("UG1399 unroll", "UNROLL"),
  ],
  vivado: [
    rule("UG902 data_pack", `DATA_PACK variable=${NAME}`),
    rule(
      "UG1253 allocation",
      `ALLOCATION (?=.*\\boperation\\b)(?:(?:operation|instances=mul|limit=${CONSTANT}) ?){3}`,
    ),
    rule("UG1253 array_partition", `ARRAY_PARTITION variable=${NAME} complete dim=[0-9]`),
    rule("UG1253 array_reshape", `ARRAY_RESHAPE variable=${NAME} complete dim=[0-9]`),
    rule("UG1253 array_reshape", `ARRAY_RESHAPE variable=${NAME} cyclic factor=${CONSTANT} dim=[1-9]`),
    rule("UG902 resource", `RESOURCE variable=${NAME} core=(?:DSP48|Mul_LUT)`),
    rule("UG902 resource", `RESOURCE variable=${NAME} core=ROM_(?:1P|2P|nP)_(?:BRAM|LUTRAM)`),
    rule("UG902 resource", `RESOURCE variable=${NAME} core=RAM_S2P_(?:BRAM|LUTRAM|URAM)`),
    rule("UG902 resource", `RESOURCE variable=${NAME} core=FIFO_(?:BRAM|LUTRAM|SRL)`),
    rule("UG1253 dataflow", "DATAFLOW"),
    rule("UG1253 dependence", `DEPENDENCE variable=${NAME} inter (?:RAW|WAR|WAW) distance=${CONSTANT} true`),
    rule("UG1253 inline", "INLINE"),
    rule("UG1253 interface", `INTERFACE (?:axis|ap_vld) port=${NAME}`),
    rule("UG1253 interface", `INTERFACE s_axilite port=${NAME} bundle=${NAME}`),
    rule("UG1253 interface", `INTERFACE ap_ctrl_none port=return`),
    rule("UG1253 pipeline", `PIPELINE(?: II=${CONSTANT})?`),
    rule("UG1253 reset", `RESET variable=${NAME}`),
    rule("UG1253 stream", `STREAM variable=${NAME} depth=[1-9]\\d*`),
    rule("UG1253 unroll", "UNROLL"),
  ],
};

/** Pragmas of a text that a tool's guide does not have. */
export function strangePragmas(text: string, tool: HlsToolName): string[] {
  const lines = text.split("\n").map((line) => line.trim()).filter((line) =>
    /^#\s*pragma\b|\b_Pragma\b/.test(line)
  );
  return lines.filter((line) => {
    const [, pragma] = /^#pragma HLS (.*)$/.exec(line) ?? [];
    return pragma === undefined || !PRAGMA_RULES[tool].some(({ pattern }) => pattern.test(pragma));
  });
}
