// What a view is: a question, its filters, and panels that each show rows of one resource.
import type { Filters, FilterName } from "./address";
import type { Query } from "./api";
import type { Drawing } from "./charts/base";
import type { Names } from "./names";
import type { Row } from "./rows";

/** What can be chosen in filters, and the days that there are. */
export interface Choices {
  firstDay: string | null;
  lastDay: string | null;
  brands: string[];
  topics: string[];
  segments: string[];
  languages: string[];
}

export interface Context {
  filters: Filters;
  /** Days that are shown: those of the filters, else the last ones that there are. */
  from?: string;
  to?: string;
  names: Names;
}

export interface Panel {
  id: string;
  ask: (context: Context) => Query;
  /** Of the rows that came, those that are shown. */
  shown?: (rows: Row[], context: Context) => Row[];
  /** What the rows say, as a sentence. */
  title: (rows: Row[], context: Context) => string;
  /** What it is about while there are no rows. */
  subject: string;
  draw?: (rows: Row[], context: Context) => Drawing | null;
  columns: string[];
  note?: string;
  /** What to say where there are no rows, and that is good. */
  none?: string;
  isWide?: boolean;
}

export interface Tile {
  id: string;
  name: string;
  ask: (context: Context) => Query;
  value: (rows: Row[], context: Context) => string;
  note: (rows: Row[], context: Context) => string;
}

export interface View {
  id: string;
  name: string;
  question: string;
  filters: FilterName[];
  panels: Panel[];
  tiles?: Tile[];
  /** Seconds between two looks for newer rows. */
  refreshS: number;
}
