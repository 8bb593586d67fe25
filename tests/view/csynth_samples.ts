/** Figures of a function of HLS. */
export interface FunctionSample {
  readonly name: string;
  readonly dsp: number;
  readonly lut: number;
  readonly cycles: number;
}

function figuresXml({ dsp, lut, cycles }: FunctionSample): string {
  return `<PerformanceEstimates>
<SummaryOfTimingAnalysis><EstimatedClockPeriod>3.1</EstimatedClockPeriod></SummaryOfTimingAnalysis>
<SummaryOfOverallLatency><Best-caseLatency>${cycles}</Best-caseLatency><Worst-caseLatency>${cycles}</Worst-caseLatency>
<Interval-min>${cycles}</Interval-min><Interval-max>${cycles}</Interval-max></SummaryOfOverallLatency>
</PerformanceEstimates>
<AreaEstimates>
<Resources><BRAM_18K>0</BRAM_18K><DSP>${dsp}</DSP><FF>10</FF><LUT>${lut}</LUT></Resources>
<AvailableResources><BRAM_18K>288</BRAM_18K><DSP>1248</DSP><FF>234240</FF><LUT>117120</LUT><URAM>64</URAM></AvailableResources>
</AreaEstimates>`;
}

/** What Vitis HLS writes of a design with its functions, the top first. */
export function csynthXml([top, ...functions]: readonly FunctionSample[]): string {
  const modules = [top, ...functions].map((each) =>
    `<Module><Name>${each.name}</Name>${figuresXml(each)}</Module>`
  );
  return `<?xml version="1.0" encoding="UTF-8"?>
<profile>
<ReportVersion><Version>2023.1</Version></ReportVersion>
<UserAssignments><unit>ns</unit><Part>xck26-sfvc784-2LV-c</Part><TopModelName>${top.name}</TopModelName>
<TargetClockPeriod>5.00</TargetClockPeriod><ClockUncertainty>1.35</ClockUncertainty><FlowTarget>vivado</FlowTarget>
</UserAssignments>
${figuresXml(top)}
<ModuleInformation>${modules.join("\n")}</ModuleInformation>
</profile>
`;
}
