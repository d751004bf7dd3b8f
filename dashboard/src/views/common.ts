// Questions and series that several views share.
import type { Query } from "../api";
import type { Series } from "../charts/base";
import { formatted } from "../format";
import { number, sum, text, type Row } from "../rows";
import type { Context } from "../specs";

export const ALL_TOGETHER = -2;
const MOST_ROWS = 5000;

/** Rows of the days that are shown. */
export function ofDays(resource: string, context: Context, more: Partial<Query> = {}): Query {
  const limit = resource.startsWith("summaries/") ? undefined : MOST_ROWS;
  return { resource, from: context.from, to: context.to, limit, ...more };
}

/** Rows of the last snapshot. */
export function ofLatest(resource: string, more: Partial<Query> = {}): Query {
  return { resource, isLatest: true, limit: MOST_ROWS, ...more };
}

export const SENTIMENTS = ["negative", "neutral", "positive", "unsure"] as const;

/** Posts by sentiment, one above the other. */
export const SENTIMENT_COUNTS: Series[] = SENTIMENTS.map((label) => ({
  name: label.charAt(0).toUpperCase() + label.slice(1),
  value: (row) => number(row, `${label}_count`),
  colour: label,
  kind: "bar",
  stack: "posts",
}));

export function column(name: string, of: string, more: Partial<Series> = {}): Series {
  return { name, value: (row) => number(row, of), ...more };
}

/** A column with its interval. */
export function within(name: string, of: string, more: Partial<Series> = {}): Series {
  return column(name, of, { low: (row) => number(row, `${of}_low`), high: (row) => number(row, `${of}_high`), ...more });
}

export function currencyOf(rows: Row[]): string {
  return text(rows.find((row) => row.currency), "currency");
}

export function share(part: number, whole: number): string {
  return formatted(whole ? part / whole : null, "share");
}

export function count(value: number, one: string, many = `${one}s`): string {
  return `${formatted(value, "count")} ${value === 1 ? one : many}`;
}

/** The row with the largest value of a column. */
export function largest(rows: Row[], of: string): Row | undefined {
  return rows.reduce<Row | undefined>((best, row) => ((number(row, of) ?? -Infinity) > (number(best, of) ?? -Infinity) ? row : best), undefined);
}

export function total(rows: Row[], of: string): string {
  return formatted(sum(rows, of), "count");
}

export const MOODS = ["depressed", "stressed", "neutral", "satisfied", "cheerful", "unknown"] as const;

const MOOD_COLOURS: Record<string, Series["colour"]> = {
  depressed: "negative",
  stressed: "second",
  neutral: "neutral",
  satisfied: "light",
  cheerful: "positive",
  unknown: "unsure",
};

export function moodColour(mood: string): Series["colour"] {
  return MOOD_COLOURS[mood];
}
