/**
 * Reports as the tools lay them out, made by hand: what the shared test material has no example of. Longer than 300 lines
 * because reports are.
 */

/** A function with nested loops, one of which has a trip count that depends on data. */
export const LOOPS_XML = `<?xml version="1.0" encoding="UTF-8"?>
<profile>
<ReportVersion><Version>2023.1</Version></ReportVersion>
<UserAssignments>
<unit>ns</unit><Part>xck26-sfvc784-2LV-c</Part><TopModelName>filter</TopModelName>
<TargetClockPeriod>5.00</TargetClockPeriod><ClockUncertainty>1.35</ClockUncertainty><FlowTarget>vivado</FlowTarget>
</UserAssignments>
<PerformanceEstimates>
<PipelineType>no</PipelineType>
<SummaryOfTimingAnalysis><EstimatedClockPeriod>5.412</EstimatedClockPeriod></SummaryOfTimingAnalysis>
<SummaryOfOverallLatency>
<Best-caseLatency>undef</Best-caseLatency><Worst-caseLatency>undef</Worst-caseLatency>
<Interval-min>undef</Interval-min><Interval-max>undef</Interval-max>
</SummaryOfOverallLatency>
<SummaryOfLoopLatency>
<ROWS><Slack>-1.76</Slack><TripCount><range><min>1</min><max>64</max></range></TripCount>
<Latency><range><min>12</min><max>768</max></range></Latency><IterationLatency>12</IterationLatency>
<COLUMNS><Name>COLUMNS</Name><TripCount>8</TripCount><Latency>10</Latency><PipelineII>1</PipelineII>
<PipelineDepth>4</PipelineDepth><PipelineType>yes</PipelineType><InstanceList/></COLUMNS>
</ROWS>
<TAIL><TripCount>4294967295</TripCount><Latency>2 ~ 9</Latency><PipelineII>3</PipelineII><PipelineDepth>2</PipelineDepth></TAIL>
</SummaryOfLoopLatency>
</PerformanceEstimates>
<AreaEstimates>
<Resources><BRAM_18K>3</BRAM_18K><DSP>4</DSP><FF>500</FF><LUT>600</LUT></Resources>
<AvailableResources><BRAM_18K>288</BRAM_18K><DSP>1248</DSP><FF>234240</FF><LUT>117120</LUT><URAM>64</URAM></AvailableResources>
</AreaEstimates>
</profile>
`;

/** The summary of a design with a loop in a loop and a figure that is left open. */
export const SUMMARY_RPT = `
================================================================
== Synthesis Summary Report of 'filter'
================================================================
+ General Information:
    * Date:           Mon Jan  1 00:00:00 2024
    * Version:        2023.2 (Build 4023990 on Oct 11 2023)
    * Target device:  xck26-sfvc784-2LV-c

+ Performance & Resource Estimates:

    PS: '+' for module; 'o' for loop; '*' for dataflow
    +--------------+-------+------+---------+----------+----------+---------+------+----------+--------+-----------+-----+-----+-----+
    |    Modules   | Issue |      | Latency |  Latency | Iteration|         | Trip |          |        |           |     |     |     |
    |    & Loops   |  Type | Slack| (cycles)|   (ns)   |  Latency | Interval| Count| Pipelined|  BRAM  |    DSP    |  FF | LUT | URAM|
    +--------------+-------+------+---------+----------+----------+---------+------+----------+--------+-----------+-----+-----+-----+
    |+ filter*     | Timing| -0.41|        ?|         ?|         -|        ?|     -|  dataflow| 3 (~0%)|    4 (~0%)|  500|  600|    -|
    | + sum        |      -|  1.20|     2304| 1.152e+04|         -|     2305|     -|        no|       -|          -|  210|  305|    -|
    |  o ROWS      |      -|  3.65|     2302| 1.151e+04|        46|        -|    50|        no|       -|          -|    -|    -|    -|
    |   o COLUMNS  |     II|  3.65|       40|   200.000|         3|        2|    20|       yes|       -|          -|    -|    -|    -|
    |  o TAIL      |      -|  3.65|       10|    50.000|         2|        1|    10|       yes|       -|          -|    -|    -|    -|
    +--------------+-------+------+---------+----------+----------+---------+------+----------+--------+-----------+-----+-----+-----+
`;

/** A function with a called function and loops as Vivado HLS laid them out until 2018. */
export const OLD_RPT = `

================================================================
== Vivado HLS Report for 'filter'
================================================================
* Date:           Mon Jan  1 00:00:00 2018

* Version:        2017.4 (Build 2086221 on Fri Dec 15 21:13:33 MST 2017)
* Project:        filter_prj
* Solution:       solution1
* Product family: zynq
* Target device:  xc7z020clg484-1


================================================================
== Performance Estimates
================================================================
+ Timing (ns):
    * Summary:
    +--------+-------+----------+------------+
    |  Clock | Target| Estimated| Uncertainty|
    +--------+-------+----------+------------+
    |ap_clk  |  10.00|      8.51|        1.25|
    +--------+-------+----------+------------+

+ Latency (clock cycles):
    * Summary:
    +------+------+------+------+---------+
    |   Latency   |   Interval  | Pipeline|
    |  min |  max |  min |  max |   Type  |
    +------+------+------+------+---------+
    |  1598|     ?|  1598|     ?|   none  |
    +------+------+------+------+---------+

    + Detail:
        * Instance:
        +-------------+------+-----+-----+-----+-----+---------+
        |             |      |  Latency  |  Interval | Pipeline|
        |   Instance  |Module| min | max | min | max |   Type  |
        +-------------+------+-----+-----+-----+-----+---------+
        |grp_sum_fu_9 |sum   |   12|   14|   12|   14|   none  |
        +-------------+------+-----+-----+-----+-----+---------+

        * Loop:
        +----------+------+------+----------+-----------+-----------+------+----------+
        |          |   Latency   | Iteration|  Initiation Interval  | Trip |          |
        | Loop Name|  min |  max |  Latency |  achieved |   target  | Count| Pipelined|
        +----------+------+------+----------+-----------+-----------+------+----------+
        |- ROWS    |  1484|     ?|       212|          -|          -| 7 ~ ?|    no    |
        | + Loop 1 |   210|   210|        30|          2|          1|     7|    yes   |
        +----------+------+------+----------+-----------+-----------+------+----------+



================================================================
== Utilization Estimates
================================================================
* Summary:
+-----------------+---------+-------+--------+-------+
|       Name      | BRAM_18K| DSP48E|   FF   |  LUT  |
+-----------------+---------+-------+--------+-------+
|DSP              |        -|      1|       -|      -|
|Instance         |        -|      -|       8|      9|
+-----------------+---------+-------+--------+-------+
|Total            |        6|      1|     450|    602|
+-----------------+---------+-------+--------+-------+
|Available        |      280|    220|  106400|  53200|
+-----------------+---------+-------+--------+-------+
|Utilization (%)  |        2|   ~0  |   ~0   |      1|
+-----------------+---------+-------+--------+-------+

+ Detail:
    * Instance:
    +-------------+------+---------+-------+---+----+
    |   Instance  |Module| BRAM_18K| DSP48E| FF| LUT|
    +-------------+------+---------+-------+---+----+
    |grp_sum_fu_9 |sum   |        0|      0|  8|   9|
    |filter_mul_U1|mul   |        0|      1|  0|   0|
    +-------------+------+---------+-------+---+----+
    |Total        |      |        0|      1|  8|   9|
    +-------------+------+---------+-------+---+----+
`;

/** Co-simulation as Vivado HLS reports it. */
export const COSIM_VIVADO = `Report time       : Mon Jan 01 00:00:00 UTC 2020.
Solution          : solution1.
Simulation tool   : xsim.

+----------+----------+-----------------------------------------------+-----------------------------------------------+
|          |          |                    Latency                    |                    Interval                   |
+   RTL    +  Status  +-----------------------------------------------+-----------------------------------------------+
|          |          |      min      |      avg      |      max      |      min      |      avg      |      max      |
+----------+----------+-----------------------------------------------+-----------------------------------------------+
|      VHDL|        NA|             NA|             NA|             NA|             NA|             NA|             NA|
|   Verilog|      Pass|            170|            175|            181|            160|            163|            169|
+----------+----------+-----------------------------------------------+-----------------------------------------------+
`;

/** Co-simulation as Vitis HLS reports it, failed: there are no cycles then. */
export const COSIM_FAILED = `Report time       : Mon Jan  1 12:00:00 AM UTC 2024.
Solution          : solution1.
Simulation tool   : xsim.

+----------+----------+-----------------------------------------------+-----------------------------------------------+----------------------+
|          |          |             Latency(Clock Cycles)             |              Interval(Clock Cycles)           | Total Execution Time |
+   RTL    +  Status  +-----------------------------------------------+-----------------------------------------------+    (Clock Cycles)    +
|          |          |      min      |      avg      |      max      |      min      |      avg      |      max      |                      |
+----------+----------+-----------------------------------------------+-----------------------------------------------+----------------------+
|      VHDL|        NA|             NA|             NA|             NA|             NA|             NA|             NA|                    NA|
|   Verilog|      Fail|             NA|             NA|             NA|             NA|             NA|             NA|                    NA|
+----------+----------+-----------------------------------------------+-----------------------------------------------+----------------------+
`;

/** The same with a verdict of Pass and a total. */
export const COSIM_PASSED = COSIM_FAILED.replace(
  /\|\s+Verilog\|.*/,
  "|   Verilog|      Pass|             50|             52|             60|             48|             49|             51|                   410|",
);

/** Utilisation of a routed UltraScale+ design: half a block RAM tile in use. */
export const ROUTED_UTILIZATION =
  `Copyright 1986-2022 Xilinx, Inc. All Rights Reserved. Copyright 2022-2023 Advanced Micro Devices, Inc. All Rights Reserved.
---------------------------------------------------------------------------------------------------
| Tool Version : Vivado v.2023.2 (lin64) Build 4029153 Fri Oct 13 20:13:54 MDT 2023
| Design       : bd_0_wrapper
| Device       : xck26-sfvc784-2LV-c
| Design State : Routed
---------------------------------------------------------------------------------------------------

Utilization Design Information

1. CLB Logic
------------

+----------------------------+------+-------+------------+-----------+-------+
|          Site Type         | Used | Fixed | Prohibited | Available | Util% |
+----------------------------+------+-------+------------+-----------+-------+
| CLB LUTs                   | 5012 |     0 |          0 |    117120 |  4.28 |
|   LUT as Logic             | 4800 |     0 |          0 |    117120 |  4.10 |
| CLB Registers              | 6100 |     0 |          0 |    234240 |  2.60 |
+----------------------------+------+-------+------------+-----------+-------+

3. BLOCKRAM
-----------

+-------------------+------+-------+------------+-----------+-------+
|     Site Type     | Used | Fixed | Prohibited | Available | Util% |
+-------------------+------+-------+------------+-----------+-------+
| Block RAM Tile    |  7.5 |     0 |          0 |       144 |  5.21 |
|   RAMB36/FIFO*    |    6 |     0 |          0 |       144 |  4.17 |
|   RAMB18          |    3 |     0 |          0 |       288 |  1.04 |
| URAM              |    2 |     0 |          0 |        64 |  3.13 |
+-------------------+------+-------+------------+-----------+-------+

4. ARITHMETIC
-------------

+----------------+------+-------+------------+-----------+-------+
|    Site Type   | Used | Fixed | Prohibited | Available | Util% |
+----------------+------+-------+------------+-----------+-------+
| DSPs           |   20 |     0 |          0 |      1248 |  1.60 |
+----------------+------+-------+------------+-----------+-------+
`;

/** A timing summary that is violated. */
export const TIMING_VIOLATED =
  `------------------------------------------------------------------------------------------------
| Tool Version : Vivado v.2023.2 (lin64) Build 4029153 Fri Oct 13 20:13:54 MDT 2023
| Device       : xck26-sfvc784
| Design State : Routed
------------------------------------------------------------------------------------------------

| Design Timing Summary
| ---------------------
------------------------------------------------------------------------------------------------

    WNS(ns)      TNS(ns)  TNS Failing Endpoints  TNS Total Endpoints      WHS(ns)      THS(ns)  THS Failing Endpoints  THS Total Endpoints     WPWS(ns)     TPWS(ns)  TPWS Failing Endpoints  TPWS Total Endpoints
    -------      -------  ---------------------  -------------------      -------      -------  ---------------------  -------------------     --------     --------  ----------------------  --------------------
     -0.312      -17.250                     93                12345        0.013        0.000                      0                12345        1.958        0.000                       0                  6101

Timing constraints are not met.
`;

/** What Vivado HLS writes after logic synthesis. */
export const EXPORT_VIVADO = `Implementation tool: Xilinx Vivado v.2019.2
Project:             filter_prj
Solution:            solution1
Device target:       xc7z020-clg400-1
Report date:         Mon Jan 01 00:00:00 UTC 2020

#=== Post-Synthesis Resource usage ===
SLICE:            0
LUT:            413
FF:             307
DSP:              2
BRAM:             6
SRL:              8
#=== Final timing ===
CP required:    6.670
CP achieved post-synthesis:    3.926
Timing met
`;

/** What Vitis HLS writes after place and route, without a clock that was reached. */
export const EXPORT_VITIS = `
================================================================
== Place & Route Resource Summary
================================================================
LUT:              1016
FF:               2120
DSP:              12
BRAM:             5
URAM:             1

================================================================
== Place & Route Timing Summary
================================================================
* Timing was not met
+----------------+-------------+
| Timing         | Period (ns) |
+----------------+-------------+
| Target         | 5.000       |
| Post-Synthesis | 3.111       |
| Post-Route     | 5.250       |
+----------------+-------------+
`;

/** How the design grew and shrank in the compiler. */
export const DESIGN_SIZE = `
================================================================
== Design Size Report
================================================================
+ General Information:
    * Version:        2024.1 (Build 5069499 on May 21 2024)
    * Target device:  xcvu13p-flga2577-2-e

* Total Instructions per Compilation Phase
+---------------+------------------------+--------------+-------------------------------+
| Phase         | Step                   | Instructions | Description                   |
+---------------+------------------------+--------------+-------------------------------+
| Compile/Link  |                        |        3,549 | After all files were compiled |
|               |                        |              |                               |
| Unroll/Inline |                        |              | After pragmas were applied    |
|               | (1) unroll             |    255,212 * | pragmas are applied           |
|               | (2) simplification     |        1,204 | what is left                  |
|               |                        |              |                               |
| HW Transforms | (2) optimizations      |          980 | at the end                    |
+---------------+------------------------+--------------+-------------------------------+
`;

/** The same, as \`csynth_design_size.xml\` tells it. */
export const DESIGN_SIZE_XML = `<design_size title="Design Size Report">
    <item name="Total Instructions per Compilation Phase">
        <table>
            <keys size="4">Phase, Step, Instructions, Description</keys>
            <column name="Compile/Link">,   3549, After all files were compiled</column>
            <column name="">, , </column>
            <column name="Unroll/Inline">, , After pragmas were applied</column>
            <column name="">(1) unroll, 255212, pragmas, unroll first, are applied</column>
            <column name="">(2) simplification,   1204, what is left</column>
            <column name="">, , </column>
            <column name="HW Transforms">(2) optimizations,    980, at the end</column>
        </table>
    </item>
    <item name="Instructions per Function for each Compilation Phase">
        <hiertable>
            <header size="4" col0="Function" col1="Location" col2="Compile/Link" col3="Unroll/Inline"/>
            <rows>
                <row id="0" col0="filter" col1="filter.cpp:5" col2="3549" col3="1204">
                    <row id="3" col0="sum&lt;ap_fixed&lt;16, 6&gt; &gt;" col1="sum.h:30" col2="812" col2_disp="   812 (2 calls)" col3="">
                        <row id="1" col0="operator+" col1="" col2="12" col3=""/>
                    </row>
                    <row id="4" col0="store" col1="store.h:7" col2="" col3="930" col3_note="*"/>
                </row>
            </rows>
            <notes/>
        </hiertable>
    </item>
</design_size>
`;

/** The same design as Vitis HLS 2023.1 writes it: functions alone. */
export const FUNCTION_SIZES = `
================================================================
== Design Size Report
================================================================

* Instructions per Function for each Compilation Phase
+---------------------------------+--------------+-----------------+---------------+
| Function                        | Location     | Compile/Link    | Unroll/Inline |
+---------------------------------+--------------+-----------------+---------------+
| + filter                        | filter.cpp:5 | 3,549           | 1,204         |
|  + sum<ap_fixed<16, 6> >        | sum.h:30     |    812 (2 calls) |               |
|     operator+                   |              |     12          |               |
|    store                        | store.h:7    |                 |   930 *       |
+---------------------------------+--------------+-----------------+---------------+
    * - Exceeded design size warning message threshold
`;

/** The same functions in XML, alone. */
export const FUNCTION_SIZES_XML = DESIGN_SIZE_XML.replace(
  /<item name="Total[^]*?<\/item>/,
  "",
);

/** A synthesis that was stopped while it unrolled loops, in both forms. */
export const UNFINISHED = `
================================================================
== Design Size Report
================================================================

* C-Synthesis has not completed!

* Total Instructions per Compilation Phase
+---------------+------------+--------------+-------------+
| Phase         | Step       | Instructions | Description |
+---------------+------------+--------------+-------------+
| Compile/Link  |            |    261,199 * | linked      |
|               |            |              |             |
| Unroll/Inline |            |              | applied     |
|               | (1) unroll | 52,681,353 * | unrolled    |
|               |            |              |             |
| Array/Struct  |            | pending      | partitioned |
| HW Transforms |            |              | transformed |
+---------------+------------+--------------+-------------+
`;
export const UNFINISHED_XML = `<design_size title="Design Size Report">
    <item name="C-Synthesis has not completed!">
        <item name="Array/Struct"/>
        <item name="HW Transforms"/>
    </item>
    <item name="Total Instructions per Compilation Phase">
        <table>
            <keys size="4">Phase, Step, Instructions, Description</keys>
            <column name="Compile/Link">,     261199 *, linked</column>
            <column name="">, , </column>
            <column name="Unroll/Inline">, , applied</column>
            <column name="">(1) unroll, 52681353 *, unrolled</column>
            <column name="">, , </column>
            <column name="Array/Struct">, pending, partitioned</column>
            <column name="HW Transforms">, , transformed</column>
        </table>
    </item>
</design_size>
`;
