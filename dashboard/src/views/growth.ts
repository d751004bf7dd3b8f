import { overDays } from "../charts/days";
import { perGroup } from "../charts/groups";
import { squares } from "../charts/planes";
import { day, formatted } from "../format";
import { distinct, number, text, type Row } from "../rows";
import type { Context, Panel, View } from "../specs";
import { ALL_TOGETHER, column, count, ofDays, ofLatest } from "./common";
import { ages } from "./value";

const segmentOf = ({ filters }: Context) => filters.segment ?? ALL_TOGETHER;
const days = (context: Context) => ofDays("growth", context, { where: { segment_id: segmentOf(context) }, order: "activity_date" });
const last = (rows: Row[]) => rows.at(-1);
const CAME = { colour: "positive", kind: "bar", stack: "users" } as const;

const ACTIVE: Panel = {
  id: "active",
  subject: "How many users are active",
  ask: days,
  title: (rows) => {
    const now = last(rows);
    return `${count(number(now, "mau") ?? 0, "user")} were active in the ${text(now, "month_days")} days up to ${day(text(now, "activity_date"))}, ${formatted(number(now, "dau"), "count")} on the day itself`;
  },
  draw: (rows) =>
    overDays({ rows, day: "activity_date", series: [column("On the day", "dau"), column("In 7 days", "wau"), column("In a month", "mau")], unit: "count", axis: "Active users" }),
  columns: ["activity_date", "segment_id", "dau", "wau", "mau", "stickiness"],
  isWide: true,
};

const MOVES: Panel = {
  id: "moves",
  subject: "Who came, stayed, returned and left",
  ask: days,
  shown: (rows) => rows.filter((_, place) => (rows.length - 1 - place) % 7 === 0),
  title: (rows) => {
    const now = last(rows);
    return `In the last week ${count(number(now, "weekly_new") ?? 0, "user")} came new, ${formatted(number(now, "weekly_resurrected"), "count")} returned and ${formatted(number(now, "weekly_dormant"), "count")} fell silent`;
  },
  draw: (rows) =>
    overDays({
      rows,
      day: "activity_date",
      step: 7,
      series: [
        column("New", "weekly_new", CAME),
        column("Returned", "weekly_resurrected", { ...CAME, colour: "second" }),
        column("Stayed", "weekly_retained", { ...CAME, colour: "neutral" }),
        { ...CAME, name: "Fell silent", value: (row) => -(number(row, "weekly_dormant") ?? 0), colour: "negative" },
      ],
      unit: "count",
      axis: "Users a week; below 0 those who fell silent",
    }),
  columns: ["activity_date", "segment_id", "weekly_new", "weekly_retained", "weekly_resurrected", "weekly_dormant", "weekly_quick_ratio"],
};

const RETENTION: Panel = {
  id: "retention",
  subject: "How many users stay, by the week in which they came",
  ask: (context) => ofDays("retention", context, { where: { period: "week" }, order: "cohort_start,period_number" }),
  title: (rows) => {
    const after = rows.filter((row) => number(row, "period_number") === 1);
    const stayed = after.reduce((all, row) => all + (number(row, "active_users") ?? 0), 0);
    const came = after.reduce((all, row) => all + (number(row, "cohort_size") ?? 0), 0);
    return `${formatted(came ? stayed / came : null, "share")} of new users were active again in the week after`;
  },
  draw: (rows) =>
    squares({
      rows: rows.filter((row) => number(row, "period_number") !== 0),
      x: (row) => text(row, "period_number"),
      y: (row) => day(text(row, "cohort_start")),
      value: (row) => number(row, "active_share"),
      xs: ages(rows, "period_number"),
      ys: distinct(rows, "cohort_start").map(day).slice(-14),
      xName: "Weeks since they came",
      unit: "share",
    }),
  columns: ["cohort_start", "period_start", "period", "period_number", "cohort_size", "active_users", "active_share"],
};

const STEPS: Record<string, string> = {
  known: "Known",
  active: "Active",
  first_purchase: "Bought",
  second_purchase: "Bought twice",
  third_purchase: "Bought three times",
};

const FUNNEL: Panel = {
  id: "funnel",
  subject: "From a known user to a third purchase",
  ask: (context) => ofLatest("user_funnel", { where: { segment_id: segmentOf(context) }, order: "step_number" }),
  title: (rows) => {
    const first = rows.find((row) => text(row, "step") === "first_purchase");
    return `${formatted(number(first, "share_of_known"), "share")} of the known users have bought something`;
  },
  draw: (rows) =>
    perGroup({ rows, label: (row) => STEPS[text(row, "step")] ?? text(row, "step"), series: [column("Users", "user_count", { colour: "main" })], unit: "count", axis: "Users" }),
  columns: ["step", "segment_id", "user_count", "share_of_known", "share_of_previous", "median_days", "mean_days", "as_of_date"],
};

const FORECAST: Panel = {
  id: "forecast",
  subject: "How many active users are expected",
  ask: (context) => ofLatest("forecasts", { where: { series: "active_users", segment_id: segmentOf(context) }, order: "target_date,-level" }),
  shown: (rows) => {
    const widest = Math.max(...rows.map((row) => number(row, "level") ?? 0));
    return rows.filter((row) => number(row, "level") === widest);
  },
  title: (rows) => {
    const first = rows[0];
    return `${formatted(number(first, "forecast"), "count")} active users are expected on ${day(text(first, "target_date"))}: with ${text(first, "level")}% chance between ${formatted(number(first, "low"), "count")} and ${formatted(number(first, "high"), "count")}`;
  },
  draw: (rows) => foreseen(rows, "Active users a day"),
  columns: ["target_date", "series", "segment_id", "forecast", "low", "high", "level", "model", "coverage", "as_of_date"],
};

/** A forecast with its interval. */
export function foreseen(rows: Row[], axis: string) {
  return overDays({
    rows,
    day: "target_date",
    series: [{ name: `Expected, with its ${text(rows[0], "level")}% interval`, value: (row) => number(row, "forecast"), low: (row) => number(row, "low"), high: (row) => number(row, "high"), colour: "main" }],
    unit: "count",
    axis,
  });
}

export const GROWTH: View = {
  id: "growth",
  name: "Growth",
  question: "Do we grow, and do people stay?",
  filters: ["from", "to", "segment"],
  panels: [ACTIVE, MOVES, RETENTION, FUNNEL, FORECAST],
  refreshS: 300,
};
