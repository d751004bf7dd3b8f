// A row of a table as the API gives it, and how its values are read.

export type Row = Record<string, unknown>;

/** The number in a column; null where there is none. Decimals come as texts. */
export function number(row: Row | undefined, column: string): number | null {
  const value = row?.[column];
  if (value === null || value === undefined || value === "" || typeof value === "boolean") return null;
  const parsed = Number(value);
  return Number.isFinite(parsed) ? parsed : null;
}

/** The text in a column; empty where there is none. */
export function text(row: Row | undefined, column: string): string {
  const value = row?.[column];
  return value === null || value === undefined ? "" : String(value);
}

/** The list in a column; empty where there is none. */
export function list<T>(row: Row | undefined, column: string): T[] {
  const value = row?.[column];
  return Array.isArray(value) ? (value as T[]) : [];
}

export function sum(rows: Row[], column: string): number {
  return rows.reduce((total, row) => total + (number(row, column) ?? 0), 0);
}

/** Distinct values of a column in the order in which they come. */
export function distinct(rows: Row[], column: string): string[] {
  return [...new Set(rows.map((row) => text(row, column)))];
}

/** Rows by a column's value. */
export function grouped(rows: Row[], column: string): Map<string, Row[]> {
  const groups = new Map<string, Row[]>();
  for (const row of rows) {
    const key = text(row, column);
    groups.set(key, [...(groups.get(key) ?? []), row]);
  }
  return groups;
}

/** Values of a column, those with the largest sums of another first. */
export function leading(rows: Row[], column: string, by: string, most: number): string[] {
  const totals = [...grouped(rows, column)].map(([key, of]) => [key, sum(of, by)] as const);
  return totals.sort((a, b) => b[1] - a[1]).slice(0, most).map(([key]) => key);
}

/** Rows with the last value of a column of days. */
export function lastOf(rows: Row[], column: string): Row[] {
  const last = rows.map((row) => text(row, column)).sort().at(-1);
  return rows.filter((row) => text(row, column) === last);
}
