// Values as people read them, with their units.
import type { Names } from "./names";
import { number, type Row } from "./rows";

export type Unit = "count" | "share" | "money" | "score" | "times" | "seconds" | "number" | "change";

const COUNT = new Intl.NumberFormat("en-GB", { maximumFractionDigits: 0 });
const SMALL = new Intl.NumberFormat("en-GB", { maximumSignificantDigits: 3 });
const SHARE = new Intl.NumberFormat("en-GB", { style: "percent", maximumFractionDigits: 1 });
const CHANGE = new Intl.NumberFormat("en-GB", { style: "percent", maximumFractionDigits: 1, signDisplay: "exceptZero" });
const SCORE = new Intl.NumberFormat("en-GB", { maximumFractionDigits: 2, minimumFractionDigits: 2, signDisplay: "exceptZero" });
const SHORT = new Intl.NumberFormat("en-GB", { notation: "compact", maximumFractionDigits: 1 });
const DAY = new Intl.DateTimeFormat("en-GB", { day: "numeric", month: "short", year: "numeric", timeZone: "UTC" });
const DAY_OF_YEAR = new Intl.DateTimeFormat("en-GB", { day: "numeric", month: "short", timeZone: "UTC" });
const TIME = new Intl.DateTimeFormat("en-GB", { dateStyle: "medium", timeStyle: "short", timeZone: "UTC" });

const SHARES = /(^|_)(share|share_low|share_high|rate|rate_low|rate_high|stickiness|coverage|agreement|agreed)$|^(confidence|support|probability_alive|r_squared|share_of_known|share_of_previous|usual_share|traffic_share)$/;
const CHANGES = /^(growth|lift|lift_low|lift_high)$/;
const MONEY = /(^|_)(revenue|spend|budget|profit|value|amount)(_low|_high)?$|^(cost_per_.*|expected_value.*|revenue_per_.*|possible_value.*|gain|contribution|contribution_low|contribution_high)$/;
const SCORES = /^(sentiment|sentiment_low|sentiment_high|score|uplift|difference.*|positivity|negativity)$/;
const TIMES = /^(return_on_spend|return_on_spend_low|return_on_spend_high|return_with_value|marginal_return.*|rise|gain_low|gain_high)$/;
const COUNTS = /_count$|^(dau|wau|mau|reach|rank|(daily|weekly|monthly)_(new|retained|resurrected|dormant)|active_users|cohort_size|engagement|age|decile|period_number)$/;

/** Unit of a column by its name; money where the row also names a currency. */
export function unitOf(column: string, row?: Row): Unit {
  if (SHARES.test(column)) return "share";
  if (CHANGES.test(column)) return row && "confidence" in row ? "times" : "change"; // of baskets a lift is a ratio
  if (MONEY.test(column) && row && "currency" in row) return "money";
  if (TIMES.test(column) || column === "gain") return "times";
  if (SCORES.test(column)) return "score";
  if (COUNTS.test(column)) return "count";
  return column === "seconds" ? "seconds" : "number";
}

export function formatted(value: number | null, unit: Unit, currency = ""): string {
  if (value === null) return "–";
  switch (unit) {
    case "count":
      return COUNT.format(value);
    case "share":
      return SHARE.format(value);
    case "change":
      return CHANGE.format(value);
    case "score":
      return SCORE.format(value);
    case "times":
      return `${SMALL.format(value)}×`;
    case "seconds":
      return value < 100 ? `${SMALL.format(value)} s` : `${COUNT.format(value / 60)} min`;
    case "money":
      return `${Math.abs(value) < 100 ? value.toFixed(2) : COUNT.format(value)} ${currency}`.trim();
    default:
      return Math.abs(value) >= 1000 ? COUNT.format(value) : SMALL.format(value);
  }
}

/** As on an axis: short. */
export function onAxis(value: number, unit: Unit): string {
  if (unit === "share" || unit === "change") return new Intl.NumberFormat("en-GB", { style: "percent" }).format(value);
  if (unit === "times") return `${SMALL.format(value)}×`;
  return Math.abs(value) < 1 ? SMALL.format(value) : SHORT.format(value);
}

export function day(value: string): string {
  const parsed = new Date(`${value.slice(0, 10)}T00:00:00Z`);
  return Number.isNaN(parsed.getTime()) ? value : DAY.format(parsed);
}

export function dayOnAxis(value: string): string {
  return DAY_OF_YEAR.format(new Date(`${value.slice(0, 10)}T00:00:00Z`));
}

export function time(value: string): string {
  const parsed = new Date(/Z|[+-]\d\d:?\d\d$/.test(value) ? value : `${value}Z`);
  return Number.isNaN(parsed.getTime()) ? value : `${TIME.format(parsed)} UTC`;
}

/** How long ago a time was, in words. */
export function ago(value: string, now: number): string {
  const then = new Date(/Z|[+-]\d\d:?\d\d$/.test(value) ? value : `${value}Z`).getTime();
  const minutes = Math.max(0, Math.round((now - then) / 60000));
  if (minutes < 1) return "just now";
  if (minutes < 120) return `${minutes} ${minutes === 1 ? "minute" : "minutes"} ago`;
  if (minutes < 2880) return `${Math.round(minutes / 60)} hours ago`;
  return `${Math.round(minutes / 1440)} days ago`;
}

/** A column's name as the head of a table's column. */
export function heading(column: string): string {
  const words = column.replaceAll("_", " ").replace(/ id$/, "");
  const known: Record<string, string> = { dau: "Active on the day", wau: "Active in 7 days", mau: "Active in a month" };
  return known[column] ?? words.charAt(0).toUpperCase() + words.slice(1);
}

const ISO_DAY = /^\d{4}-\d\d-\d\d$/;
const ISO_TIME = /^\d{4}-\d\d-\d\dT/;

/** A value of a table as a cell shows it. */
export function cell(row: Row, column: string, names: Names): string {
  const value = row[column];
  if (value === null || value === undefined || value === "") return "–";
  if (column === "topic_id") return names.topic(value);
  if (column === "segment_id") return names.segment(value);
  if (typeof value === "boolean") return value ? "yes" : "no";
  if (Array.isArray(value)) return value.length ? value.map(told).join(", ") : "–";
  if (typeof value === "object") return told(value);
  const words = String(value);
  if (ISO_DAY.test(words)) return day(words);
  if (ISO_TIME.test(words)) return time(words);
  const parsed = number(row, column);
  const isNumber = typeof value === "number" || /^-?\d+\.\d+$/.test(words);
  return parsed !== null && isNumber ? formatted(parsed, unitOf(column, row), String(row.currency ?? "")) : words;
}

function told(value: unknown): string {
  if (typeof value === "number") return SMALL.format(value);
  if (value === null || typeof value !== "object") return String(value);
  return Object.values(value as Row).map(told).join(" ");
}
