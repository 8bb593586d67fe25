/** The script by which every project is built. */
export const BUILD_SCRIPT = "build_prj.tcl";
