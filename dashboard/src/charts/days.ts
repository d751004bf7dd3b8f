// Lines and bars over days or weeks.
import { day, dayOnAxis, type Unit } from "../format";
import { text, type Row } from "../rows";
import type { Theme } from "../theme";
import { base, categoryAxis, colourOf, valueAxis, type Drawing, type Series } from "./base";

const DAY_MS = 86_400_000;

/** Every day (or week) from the first to the last, so that gaps are seen as gaps. */
function between(days: string[], step: number): string[] {
  const sorted = [...new Set(days)].sort();
  const first = Date.parse(sorted[0] ?? "");
  const last = Date.parse(sorted.at(-1) ?? "");
  if (Number.isNaN(first) || Number.isNaN(last)) return sorted;
  const all: string[] = [];
  for (let at = first; at <= last; at += step * DAY_MS) all.push(new Date(at).toISOString().slice(0, 10));
  return all;
}

interface Told {
  rows: Row[];
  /** Column of the day. */
  day: string;
  series: Series[];
  unit: Unit;
  currency?: string;
  /** Days from one place on the axis to the next. */
  step?: number;
  /** What the numbers are. */
  axis: string;
}

function drawn(series: Series, place: number, theme: Theme, days: string[], byDay: Map<string, Row>): object[] {
  const colour = colourOf(series, place, theme);
  const at = (read: (row: Row) => number | null) =>
    days.map((one) => {
      const row = byDay.get(one);
      return row ? read(row) : null;
    });
  const { low, high } = series;
  const isBar = series.kind === "bar";
  const main = {
    name: series.name,
    type: isBar ? "bar" : "line",
    stack: series.stack,
    data: at(series.value),
    itemStyle: { color: colour },
    lineStyle: { color: colour, width: 2, type: series.kind === "dashed" ? "dashed" : "solid" },
    showSymbol: days.length < 2,
    barMaxWidth: 28,
    barCategoryGap: "20%",
  };
  if (!low || !high) return [main];
  const shade = { type: "line", stack: `band ${series.name}`, stackStrategy: "all", symbol: "none", silent: true, tooltip: { show: false } };
  const width = at((row) => {
    const [from, to] = [low(row), high(row)];
    return from === null || to === null ? null : to - from;
  });
  return [
    main,
    { ...shade, data: at(low), lineStyle: { opacity: 0 } },
    { ...shade, data: width, lineStyle: { opacity: 0 }, areaStyle: { color: colour, opacity: 0.18 } },
  ];
}

export function overDays(told: Told): Drawing {
  const byDay = new Map(told.rows.map((row) => [text(row, told.day), row]));
  const days = between([...byDay.keys()], told.step ?? 1);
  return {
    height: 280,
    option: (theme) => ({
      ...base(theme, told.unit, told.currency),
      grid: { left: 4, right: 12, top: told.series.length > 1 ? 56 : 36, bottom: 4, containLabel: true },
      legend: { ...base(theme, told.unit).legend, show: told.series.length > 1, data: told.series.map(({ name }) => name) },
      xAxis: {
        ...categoryAxis(theme, days, dayOnAxis),
        axisPointer: { label: { formatter: ({ value }: { value: unknown }) => day(String(value)) } },
      },
      yAxis: valueAxis(theme, told.unit, told.axis),
      series: told.series.flatMap((one, place) => drawn(one, place, theme, days, byDay)),
    }) as ReturnType<Drawing["option"]>,
  };
}

/** One line for each value of a column. */
export function overDaysBy(
  told: Omit<Told, "series"> & { by: string; value: string; keys: string[]; name: (key: string) => string; kind?: Series["kind"]; stack?: string; colour?: (key: string) => Series["colour"] },
): Drawing {
  const wide = new Map<string, Row>();
  for (const row of told.rows) {
    const at = text(row, told.day);
    const one = wide.get(at) ?? { [told.day]: at };
    one[text(row, told.by)] = row[told.value];
    wide.set(at, one);
  }
  const series = told.keys.map((key): Series => ({
    name: told.name(key),
    value: (row) => (row[key] === undefined || row[key] === null ? null : Number(row[key])),
    kind: told.kind,
    stack: told.stack,
    colour: told.colour?.(key),
  }));
  return overDays({ ...told, rows: [...wide.values()], series });
}
