// Charts of two dimensions: squares by how much, and places on a map.
import { formatted, onAxis, type Unit } from "../format";
import { number, type Row } from "../rows";
import { base, categoryAxis, cut, valueAxis, type Drawing } from "./base";

interface Squares {
  rows: Row[];
  x: (row: Row) => string;
  y: (row: Row) => string;
  value: (row: Row) => number | null;
  xs: string[];
  ys: string[];
  xName: string;
  unit: Unit;
}

/** Colours of ratios span these at least: what is nearly the usual shall not look like much. */
const AROUND_THE_USUAL = [0.8, 1.2];

export function squares(told: Squares): Drawing {
  const data = told.rows.flatMap((row) => {
    const [x, y, value] = [told.xs.indexOf(told.x(row)), told.ys.indexOf(told.y(row)), told.value(row)];
    return x < 0 || y < 0 || value === null ? [] : [[x, y, value]];
  });
  const values = [...data.map(([, , value]) => value ?? 0), ...(told.unit === "times" ? AROUND_THE_USUAL : [])];
  const most = Math.max(...values, 0);
  const lowest = Math.min(...values);
  const least = lowest < most ? lowest : 0;
  return {
    height: told.ys.length * 26 + 108,
    option: (theme) => ({
      ...base(theme, told.unit),
      legend: { show: false },
      tooltip: {
        ...base(theme, told.unit).tooltip,
        trigger: "item",
        formatter: (point: unknown) => {
          const [x = 0, y = 0, value = 0] = (point as { value: number[] }).value;
          return `${told.ys[y]}, ${told.xs[x]}: ${formatted(value, told.unit)}`;
        },
      },
      grid: { left: 4, right: 8, top: 8, bottom: 76, containLabel: true },
      xAxis: { ...categoryAxis(theme, told.xs), name: told.xName, nameLocation: "middle", nameGap: 26, nameTextStyle: { color: theme.soft } },
      yAxis: { ...categoryAxis(theme, told.ys), inverse: true, axisLabel: { color: theme.soft, interval: 0 } },
      visualMap: {
        min: least,
        max: most,
        calculable: false,
        orient: "horizontal",
        left: "center",
        bottom: 0,
        itemHeight: 120,
        itemWidth: 12,
        text: [onAxis(most, told.unit), onAxis(least, told.unit)],
        textStyle: { color: theme.soft },
        inRange: { color: [theme.low, theme.main, theme.high] },
      },
      series: [{ type: "heatmap", data, itemStyle: { borderColor: theme.paper, borderWidth: 1 } }],
    }) as ReturnType<Drawing["option"]>,
  };
}

const BARE = { axisLabel: { show: false }, axisLine: { show: false }, axisTick: { show: false }, splitLine: { show: false } };

/** Groups as circles at their places; their area tells how large they are. */
export function places(rows: Row[], name: (row: Row) => string, size: string): Drawing {
  const most = Math.max(...rows.map((row) => number(row, size) ?? 0), 1);
  return {
    height: 340,
    option: (theme, isNarrow) => ({
      ...base(theme, "count"),
      legend: { show: false },
      tooltip: {
        ...base(theme, "count").tooltip,
        trigger: "item",
        formatter: (point: unknown) => {
          const { data } = point as { data: { name: string; value: number[] } };
          return `${data.name}: ${formatted(data.value[2] ?? null, "count")} users`;
        },
      },
      grid: { left: 70, right: 70, top: 24, bottom: 32 },
      xAxis: { ...valueAxis(theme, "number"), scale: true, ...BARE },
      yAxis: { ...valueAxis(theme, "number"), scale: true, ...BARE },
      series: [
        {
          type: "scatter",
          data: rows.map((row) => ({ name: name(row), value: [number(row, "map_x"), number(row, "map_y"), number(row, size)] })),
          symbolSize: (value: number[]) => 12 + 44 * Math.sqrt((value[2] ?? 0) / most),
          itemStyle: { color: theme.main, opacity: 0.65 },
          label: { show: true, position: "bottom", color: theme.ink, formatter: ({ name: of }: { name: string }) => cut(of, isNarrow ? 14 : 26) },
          labelLayout: { hideOverlap: true, moveOverlap: "shiftY" },
        },
      ],
    }) as ReturnType<Drawing["option"]>,
  };
}
