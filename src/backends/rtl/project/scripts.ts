import type { Design } from "../../../design/mod.ts";

/** The script that Vivado runs on a project. */
export const VIVADO_SCRIPT = "vivado.tcl";

/** The script that Quartus runs on a project. */
export const QUARTUS_SCRIPT = "quartus.tcl";

/** What a script is about: identifiers and names of files that we made ourselves, and a part that was checked. */
export interface ScriptRequest {
  readonly design: Design;
  readonly top: string;
  /** Its port. */
  readonly clock: string;
  readonly folder: string;
}

/** Logic synthesis by Vivado in non-project mode (UG835), with reports and a checkpoint. */
export function vivadoScript({ design, top, clock, folder }: ScriptRequest): string {
  return `# vivado -mode batch -source ${VIVADO_SCRIPT}
set results ${top}_vivado
file mkdir $results
puts "***** Logic synthesis *****"
# Memories are found by their names alone: the tool has to run where they are.
foreach source [lsort [glob ${folder}/*.v]] { read_verilog $source }
read_mem [lsort [glob -nocomplain ${folder}/*.mem]]
synth_design -top ${top} -part ${design.part} -mode out_of_context
create_clock -name clk -period ${design.clockPeriod} [get_ports ${clock}]
opt_design
report_utilization -file $results/utilization.rpt
report_timing_summary -file $results/timing.rpt
write_checkpoint -force $results/${top}.dcp
`;
}

/** A project of Quartus with all sources, to be compiled there (\`quartus_sh -t\`, Quartus Prime Tcl packages). */
export function quartusScript({ design, top, clock, folder }: ScriptRequest): string {
  return `# quartus_sh -t ${QUARTUS_SCRIPT}
package require ::quartus::project
package require ::quartus::flow
project_new ${top} -overwrite
set_global_assignment -name TOP_LEVEL_ENTITY ${top}
# Another device than the one that Quartus chooses: set_global_assignment -name DEVICE ...
foreach source [lsort [glob ${folder}/*.v]] { set_global_assignment -name VERILOG_FILE $source }
# Memories are found by their names alone.
set_global_assignment -name SEARCH_PATH ${folder}
set constraints [open ${top}.sdc w]
puts $constraints "create_clock -name clk -period ${design.clockPeriod} \\[get_ports ${clock}\\]"
close $constraints
set_global_assignment -name SDC_FILE ${top}.sdc
execute_flow -compile
project_close
`;
}
