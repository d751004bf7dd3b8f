// Bars of groups, one below the other, with intervals where there are some.
import { formatted, type Unit } from "../format";
import type { Row } from "../rows";
import type { Theme } from "../theme";
import { base, categoryAxis, colourOf, cut, valueAxis, type Drawing, type Series } from "./base";

interface Told {
  rows: Row[];
  label: (row: Row) => string;
  series: Series[];
  unit: Unit;
  currency?: string;
  axis: string;
}

const ROW = 30;
const LONG_ROW = 38;
const BAR = { barMaxWidth: 18, barGap: "20%" };

export function perGroup(told: Told): Drawing {
  const rows = [...told.rows].reverse();
  const stacked = told.series.some(({ stack }) => stack);
  const least = rows.some((row) => told.label(row).length > 34) ? LONG_ROW : ROW;
  const each = stacked ? least : Math.max(least, 18 * told.series.length + 10);
  return {
    height: rows.length * each + (told.series.length > 1 ? 72 : 44),
    option: (theme, isNarrow) => ({
      ...base(theme, told.unit, told.currency),
      tooltip: { ...base(theme, told.unit, told.currency).tooltip, axisPointer: { type: "shadow" } },
      grid: { left: 4, right: 20, top: told.series.length > 1 ? 32 : 8, bottom: 24, containLabel: true },
      legend: { ...base(theme, told.unit).legend, show: told.series.length > 1, data: told.series.map(({ name }) => name) },
      xAxis: { ...valueAxis(theme, told.unit, told.axis), max: stacked && told.unit === "share" ? 1 : undefined, nameLocation: "middle", nameGap: 26, nameTextStyle: { color: theme.soft } },
      yAxis: {
        ...categoryAxis(theme, rows.map(told.label)),
        axisLabel: { color: theme.ink, interval: 0, width: isNarrow ? 120 : 210, overflow: "break", lineHeight: 14, formatter: (name: string) => cut(name, isNarrow ? 36 : 62) },
      },
      series: told.series.flatMap((one, place) => bars(one, place, theme, rows, told)),
    }) as ReturnType<Drawing["option"]>,
  };
}

function bars(series: Series, place: number, theme: Theme, rows: Row[], told: Told): object[] {
  const main = {
    name: series.name,
    type: "bar",
    stack: series.stack,
    data: rows.map(series.value),
    itemStyle: { color: colourOf(series, place, theme) },
    ...BAR,
    tooltip: { valueFormatter: (value: unknown) => formatted(typeof value === "number" ? value : null, told.unit, told.currency) },
  };
  const { low, high } = series;
  if (!low || !high) return [main];
  const ends = rows.map((row, at) => [at, low(row) ?? NaN, high(row) ?? NaN]).filter((end) => !end.some(Number.isNaN));
  return [main, { type: "custom", data: ends, encode: { x: [1, 2], y: 0 }, renderItem: whisker(theme, place, told.series.length), silent: true, tooltip: { show: false }, z: 5 }];
}

interface Shapes {
  value: (dimension: number) => number;
  coord: (point: number[]) => number[];
  barLayout: (told: object) => { offsetCenter: number }[];
}

/** A line from the lower to the upper end of an interval, on the bar that it is of. */
function whisker(theme: Theme, place: number, count: number): (params: unknown, api: Shapes) => object {
  return (_, api) => {
    const [left = 0, middle = 0] = api.coord([api.value(1), api.value(0)]);
    const y = middle + (api.barLayout({ ...BAR, count })[place]?.offsetCenter ?? 0);
    const [right = 0] = api.coord([api.value(2), api.value(0)]);
    const line = (x1: number, y1: number, x2: number, y2: number) => ({
      type: "line",
      shape: { x1, y1, x2, y2 },
      style: { stroke: theme.ink, lineWidth: 1.5 },
    });
    return { type: "group", children: [line(left, y, right, y), line(left, y - 4, left, y + 4), line(right, y - 4, right, y + 4)] };
  };
}
