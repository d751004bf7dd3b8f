// Names of topics and segments, so that nothing is shown by its id alone.
import { ask } from "./api";
import { text, type Row } from "./rows";

const ALL = "-2";
const NONE = "-1";

/** A name in quotation marks, those within it made single. */
export function quoted(name: string): string {
  return `“${name.replaceAll("“", "‘").replaceAll("”", "’")}”`;
}

export class Names {
  private readonly topics: Map<string, string>;
  private readonly segments: Map<string, string>;

  constructor(topics: Row[] = [], segments: Row[] = []) {
    const shown = topics.filter((row) => row.is_hidden !== true);
    this.topics = new Map(shown.map((row) => [text(row, "topic_id"), text(row, "name")]));
    this.segments = new Map(segments.map((row) => [text(row, "segment_id"), text(row, "name")]));
  }

  /** A topic's name; its number where the role may not see words that people wrote. */
  topic(id: unknown): string {
    const key = String(id);
    if (key === ALL) return "All topics";
    return this.topics.get(key) || `Topic ${key}`;
  }

  segment(id: unknown): string {
    const key = String(id);
    if (key === ALL || key === "all") return "All segments";
    if (key === NONE) return "In no segment";
    return this.segments.get(key) || `Segment ${key}`;
  }
}

/** Names as far as the role may see them. */
export async function namesNow(): Promise<Names> {
  const rowsOf = (resource: string): Promise<Row[]> =>
    ask({ resource, limit: 500 }).then((answer) => answer.rows).catch(() => []);
  return new Names(...(await Promise.all([rowsOf("topic_names"), rowsOf("segment_names")])));
}
