import { perGroup } from "../charts/groups";
import { formatted } from "../format";
import { number, sum, text, type Row } from "../rows";
import type { Panel, View } from "../specs";
import { column, count, largest, ofLatest, share, within } from "./common";

const KINDS: Record<string, string> = { post: "Posts", item: "Items", friend: "People", hashtag: "Hashtags", big_account: "Big accounts", content: "Content" };
const METHODS: Record<string, string> = { recommended: "As recommended", popular: "What is popular", covisitation: "What goes with one's own" };
const kindName = (row: Row | undefined) => KINDS[text(row, "kind")] ?? text(row, "kind");

const RECALL: Panel = {
  id: "recall",
  subject: "How good recommendations are",
  ask: () => ofLatest("recommendation_metrics", { where: { metric: "recall", band: "all" }, order: "kind,cutoff,method" }),
  shown: (rows) => {
    const most = Math.max(...rows.map((row) => number(row, "cutoff") ?? 0));
    return rows.filter((row) => number(row, "cutoff") === most && number(row, "value") !== null);
  },
  title: (rows) => {
    const best = largest(rows.filter((row) => text(row, "method") === "recommended"), "value");
    return best
      ? `${kindName(best)} are foretold best: the first ${text(best, "cutoff")} places hold ${formatted(number(best, "value"), "share")} of what users then chose`
      : "What users then chose is held against what was recommended";
  },
  draw: (rows) => {
    const kinds = [...new Set(rows.map((row) => text(row, "kind")))].map((kind) => ({ kind }));
    const of = (row: Row, method: string) => rows.find((one) => text(one, "kind") === text(row, "kind") && text(one, "method") === method);
    return perGroup({
      rows: kinds,
      label: kindName,
      series: Object.entries(METHODS).map(([method, name], place) => ({
        name,
        value: (row) => number(of(row, method), "value"),
        low: (row) => number(of(row, method), "low"),
        high: (row) => number(of(row, method), "high"),
        colour: (["main", "neutral", "second"] as const)[place],
      })),
      unit: "share",
      axis: "Recall: share of what users newly did that was listed",
    });
  },
  columns: ["kind", "method", "metric", "cutoff", "value", "low", "high", "over_popular", "over_covisitation", "user_count", "reachable", "as_of_date"],
};

const CLICKS: Panel = {
  id: "clicks",
  subject: "How often recommendations are clicked on",
  ask: () => ofLatest("recommendation_clicks", { where: { rank: 0 }, order: "-click_rate" }),
  title: (rows) => `Clicks are most frequent on ${kindName(rows[0]).toLowerCase()}: ${formatted(number(rows[0], "click_rate"), "share")} of ${count(number(rows[0], "shown_count") ?? 0, "recommendation")}`,
  draw: (rows) => perGroup({ rows, label: kindName, series: [within("Click rate", "click_rate", { colour: "main" })], unit: "share", axis: "Clicks, share of what was shown" }),
  columns: ["kind", "shown_count", "clicked_count", "click_rate", "click_rate_low", "click_rate_high", "weighted_rate", "user_count", "as_of_date"],
};

const PLACES: Panel = {
  id: "places",
  subject: "Which places draw clicks",
  ask: () => ofLatest("recommendation_clicks", { order: "rank" }),
  shown: (rows) => rows.filter((row) => number(row, "rank") !== 0 && (number(row, "rank") ?? 99) <= 10),
  title: (rows) => {
    const rate = (place: Row | undefined) => {
      const there = rows.filter((row) => text(row, "rank") === text(place, "rank"));
      return share(sum(there, "clicked_count"), sum(there, "shown_count"));
    };
    return `${rate(rows[0])} of what stood in place 1 was clicked on, ${rate(rows.at(-1))} of what stood in place ${text(rows.at(-1), "rank")}`;
  },
  draw: (rows) => {
    const kinds = [...new Set(rows.map((row) => text(row, "kind")))];
    const ranks = [...new Set(rows.map((row) => text(row, "rank")))].map((rank) => ({ rank }));
    const of = (row: Row, kind: string) => rows.find((one) => text(one, "rank") === text(row, "rank") && text(one, "kind") === kind);
    return perGroup({
      rows: ranks,
      label: (row) => `Place ${text(row, "rank")}`,
      series: kinds.map((kind) => ({ name: KINDS[kind] ?? kind, value: (row) => number(of(row, kind), "click_rate") })),
      unit: "share",
      axis: "Clicks, share of what was shown there",
    });
  },
  columns: ["kind", "rank", "shown_count", "clicked_count", "click_rate", "click_rate_low", "click_rate_high", "position_bias", "as_of_date"],
};

const HASHTAGS: Panel = {
  id: "hashtags",
  subject: "Hashtags that people use",
  ask: () => ofLatest("hashtags", { order: "-author_count", limit: 20 }),
  title: (rows) => ("hashtag" in (rows[0] ?? {}) ? `#${text(rows[0], "hashtag")} is used by most: ${count(number(rows[0], "author_count") ?? 0, "author")}` : `${count(rows.length, "hashtag")} by how many use them`),
  draw: (rows) =>
    "hashtag" in (rows[0] ?? {})
      ? perGroup({ rows, label: (row) => `#${text(row, "hashtag")}`, series: [column("Authors", "author_count", { colour: "main" })], unit: "count", axis: "Authors" })
      : null,
  columns: ["hashtag", "author_count", "post_count", "post_share", "positivity", "uplift", "languages", "as_of_date"],
};

const TOGETHER: Panel = {
  id: "together",
  subject: "What is bought together",
  ask: () => ofLatest("bought_together", { order: "-lift_low", limit: 20 }),
  title: (rows) => {
    const first = rows[0];
    return `Who orders ${text(first, "item_id")} orders ${text(first, "other_item_id")} ${formatted(number(first, "lift"), "times")} as often as others do`;
  },
  note: "Items are named as in your orders.",
  columns: ["item_id", "other_item_id", "invoice_count", "support", "confidence", "lift", "lift_low", "lift_high", "as_of_date"],
};

export const RECOMMENDATIONS: View = {
  id: "recommendations",
  name: "Recommendations",
  question: "Do recommendations help?",
  filters: [],
  panels: [RECALL, CLICKS, PLACES, HASHTAGS, TOGETHER],
  refreshS: 300,
};
