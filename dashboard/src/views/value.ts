import { perGroup } from "../charts/groups";
import { squares } from "../charts/planes";
import { day, formatted } from "../format";
import { quoted } from "../names";
import { distinct, number, sum, text, type Row } from "../rows";
import type { Panel, View } from "../specs";
import { column, count, currencyOf, largest, ofLatest, within } from "./common";

const money = (rows: Row[], of: string) => formatted(sum(rows, of), "money", currencyOf(rows));
const inCurrency = (words: string, rows: Row[]) => (currencyOf(rows) ? `${words}, ${currencyOf(rows)}` : words);

const HORIZONS: Panel = {
  id: "horizons",
  subject: "What buyers are expected to bring",
  ask: () => ofLatest("value_totals", { where: { grouping: "all" }, order: "horizon_days" }),
  title: (rows) => {
    const far = rows.at(-1);
    const currency = text(far, "currency");
    return `In ${count(number(far, "horizon_days") ?? 0, "day")} ${count(number(far, "user_count") ?? 0, "buyer")} are expected to bring ${formatted(number(far, "expected_value"), "money", currency)}`;
  },
  draw: (rows) =>
    perGroup({
      rows,
      label: (row) => `${text(row, "horizon_days")} days`,
      series: [within("Expected value", "expected_value", { colour: "main" })],
      unit: "money",
      currency: currencyOf(rows),
      axis: inCurrency("Discounted money", rows),
    }),
  note: "The line on a bar is the interval of what is expected.",
  columns: ["horizon_days", "user_count", "revenue", "expected_alive", "expected_orders", "expected_value", "expected_value_low", "expected_value_high", "currency", "as_of_date"],
};

const SEGMENTS: Panel = {
  id: "segments",
  subject: "What each segment brought, and is expected to bring",
  ask: () => ofLatest("value_totals", { where: { grouping: "segment" }, order: "horizon_days,-expected_value" }),
  shown: (rows) => {
    const far = Math.max(...rows.map((row) => number(row, "horizon_days") ?? 0));
    return rows.filter((row) => number(row, "horizon_days") === far).map((row) => ({ segment_id: text(row, "group_name"), ...row }));
  },
  title: (rows, { names }) => {
    const best = largest(rows, "expected_value");
    return `${quoted(names.segment(best?.group_name))} is expected to bring most in ${text(best, "horizon_days")} days: ${formatted(number(best, "expected_value"), "money", text(best, "currency"))}`;
  },
  draw: (rows, { names }) =>
    perGroup({
      rows,
      label: (row) => names.segment(row.group_name),
      series: [column("So far", "revenue", { colour: "neutral" }), within("Expected", "expected_value", { colour: "main" })],
      unit: "money",
      currency: currencyOf(rows),
      axis: inCurrency("Money", rows),
    }),
  note: "The line on a bar is the interval of what is expected.",
  columns: ["segment_id", "horizon_days", "user_count", "revenue", "expected_value", "expected_value_low", "expected_value_high", "currency", "as_of_date"],
};

const COUNTRIES: Panel = {
  id: "countries",
  subject: "Where value comes from",
  ask: ({ filters }) => ofLatest("segment_value", { where: { segment_id: filters.segment } }),
  shown: (rows) => {
    const summed = distinct(rows, "country").map((country) => {
      const of = rows.filter((row) => text(row, "country") === country);
      return { country, user_count: sum(of, "user_count"), revenue: sum(of, "revenue"), expected_value: sum(of, "expected_value"), currency: currencyOf(of) };
    });
    return summed.sort((a, b) => b.revenue - a.revenue).slice(0, 15);
  },
  title: (rows) => `Buyers in ${text(rows[0], "country")} brought most so far: ${formatted(number(rows[0], "revenue"), "money", currencyOf(rows))}`,
  draw: (rows) =>
    perGroup({
      rows,
      label: (row) => text(row, "country"),
      series: [column("So far", "revenue", { colour: "neutral" }), column("Expected", "expected_value", { colour: "main" })],
      unit: "money",
      currency: currencyOf(rows),
      axis: inCurrency("Money", rows),
    }),
  columns: ["country", "user_count", "revenue", "expected_value", "currency"],
};

const HOLDOUT: Panel = {
  id: "holdout",
  subject: "How well value was foretold",
  ask: () => ofLatest("value_holdout", { where: { predictor: "model" }, order: "decile" }),
  title: (rows) => `Of ${money(rows, "predicted_value")} foretold on ${day(text(rows[0], "cutoff_date"))}, ${money(rows, "actual_value")} came`,
  draw: (rows) =>
    perGroup({
      rows,
      label: (row) => (number(row, "decile") === 1 ? "Best tenth" : number(row, "decile") === 10 ? "Last tenth" : `Tenth ${text(row, "decile")}`),
      series: [column("Foretold", "predicted_value", { colour: "main" }), column("Came", "actual_value", { colour: "second" })],
      unit: "money",
      currency: currencyOf(rows),
      axis: inCurrency("Money of each tenth of the buyers", rows),
    }),
  columns: ["decile", "predictor", "user_count", "predicted_value", "actual_value", "currency", "cutoff_date", "as_of_date"],
};

const COHORTS: Panel = {
  id: "cohorts",
  subject: "How many buyers come back",
  ask: () => ofLatest("buyer_cohorts", { where: { period: "month" }, order: "cohort_start,age" }),
  title: (rows) => {
    const after = rows.filter((row) => number(row, "age") === 1);
    return `${formatted(sum(after, "buyer_count") / (sum(after, "cohort_size") || 1), "share")} of buyers bought again in the month after their first`;
  },
  draw: (rows) =>
    squares({
      rows: rows.filter((row) => number(row, "age") !== 0),
      x: (row) => text(row, "age"),
      y: (row) => month(text(row, "cohort_start")),
      value: (row) => number(row, "buyer_share"),
      xs: ages(rows, "age"),
      ys: distinct(rows, "cohort_start").map(month).slice(-18),
      xName: "Months since the first purchase",
      unit: "share",
    }),
  columns: ["cohort_start", "age", "period", "cohort_size", "buyer_count", "buyer_share", "purchase_count", "revenue", "currency"],
};

export function month(value: string): string {
  return new Intl.DateTimeFormat("en-GB", { month: "short", year: "numeric", timeZone: "UTC" }).format(new Date(`${value}T00:00:00Z`));
}

/** Ages from 1 to the highest. */
export function ages(rows: Row[], of: string): string[] {
  const most = Math.max(1, ...rows.map((row) => number(row, of) ?? 0));
  return Array.from({ length: Math.min(most, 24) }, (_, place) => String(place + 1));
}

export const VALUE: View = {
  id: "value",
  name: "Value",
  question: "What are customers worth?",
  filters: ["segment"],
  panels: [HORIZONS, SEGMENTS, HOLDOUT, COUNTRIES, COHORTS],
  refreshS: 300,
};
