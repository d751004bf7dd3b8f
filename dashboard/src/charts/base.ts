// What all charts have in common.
import type { EChartsOption } from "echarts";
import { formatted, onAxis, type Unit } from "../format";
import type { Row } from "../rows";
import type { Theme } from "../theme";

/** A chart: how high it is, and what ECharts is told. */
export interface Drawing {
  height: number;
  option: (theme: Theme, isNarrow: boolean) => EChartsOption;
}

/** One line, or one kind of bar. */
export interface Series {
  name: string;
  value: (row: Row) => number | null;
  low?: (row: Row) => number | null;
  high?: (row: Row) => number | null;
  /** A colour of the theme by its name; else the next of several. */
  colour?: Exclude<keyof Theme, "several">;
  kind?: "line" | "bar" | "dashed";
  stack?: string;
}

export function colourOf(series: { colour?: Series["colour"] }, place: number, theme: Theme): string {
  return series.colour ? theme[series.colour] : (theme.several[place % theme.several.length] ?? theme.main);
}

export function base(theme: Theme, unit: Unit, currency = ""): EChartsOption {
  return {
    animation: false,
    textStyle: { fontFamily: "system-ui, sans-serif", color: theme.ink },
    tooltip: {
      trigger: "axis",
      renderMode: "richText",
      confine: true,
      axisPointer: { type: "line", lineStyle: { color: theme.soft } },
      backgroundColor: theme.paper,
      borderColor: theme.line,
      textStyle: { color: theme.ink, fontSize: 12 },
      valueFormatter: (value) => formatted(typeof value === "number" ? value : null, unit, currency),
    },
    legend: {
      type: "scroll",
      top: 0,
      left: 0,
      right: 0,
      itemWidth: 14,
      itemHeight: 10,
      formatter: (name: string) => cut(name, 30),
      textStyle: { color: theme.ink, fontSize: 12 },
      pageTextStyle: { color: theme.soft },
      pageIconColor: theme.ink,
      pageIconInactiveColor: theme.line,
    },
  };
}

export function valueAxis(theme: Theme, unit: Unit, name = ""): object {
  return {
    type: "value",
    name,
    nameLocation: "end",
    nameTextStyle: { color: theme.soft, align: "left", fontSize: 12 },
    axisLabel: { color: theme.soft, formatter: (value: number) => onAxis(value, unit) },
    splitLine: { lineStyle: { color: theme.line } },
    splitNumber: 4,
  };
}

export function categoryAxis(theme: Theme, data: string[], label?: (value: string) => string): object {
  return {
    type: "category",
    data,
    axisTick: { show: false },
    axisLine: { lineStyle: { color: theme.soft } },
    axisLabel: { color: theme.soft, hideOverlap: true, formatter: label },
  };
}

/** A name that fits beside a bar. */
export function cut(name: string, most: number): string {
  return name.length > most ? `${name.slice(0, most - 1)}…` : name;
}
