// Rows as a table that can be put in another order.
import { useMemo, useState } from "react";
import { cell, heading } from "./format";
import type { Names } from "./names";
import { number, text, type Row } from "./rows";

interface Shown {
  rows: Row[];
  columns: string[];
  names: Names;
  caption: string;
}

interface Order {
  column: string;
  isDescending: boolean;
}

function compared(a: Row, b: Row, { column, isDescending }: Order): number {
  const [x, y] = [number(a, column), number(b, column)];
  const way = x !== null && y !== null ? x - y : text(a, column).localeCompare(text(b, column));
  return isDescending ? -way : way;
}

const MOST = 500;
/** Letters of what is not broken in two lines, such as an id, a day or a time. */
const SHORT = 22;

export function DataTable({ rows, columns, names, caption }: Shown) {
  const [order, setOrder] = useState<Order | null>(null);
  const sorted = useMemo(() => (order ? [...rows].sort((a, b) => compared(a, b, order)) : rows), [rows, order]);
  const turned = (column: string) =>
    setOrder((now) => ({ column, isDescending: now?.column === column ? !now.isDescending : false }));
  const isNumber = (column: string) => rows.some((row) => typeof row[column] === "number") && !/_id$/.test(column);
  const direction = (column: string) =>
    order?.column !== column ? undefined : order.isDescending ? "descending" : "ascending";
  return (
    <div className="table" role="region" aria-label={`Table: ${caption}`} tabIndex={0}>
      <table>
        <thead>
          <tr>
            {columns.map((column) => (
              <th key={column} scope="col" aria-sort={direction(column)} className={isNumber(column) ? "number" : undefined}>
                <button type="button" onClick={() => turned(column)}>
                  {heading(column)}
                  <span aria-hidden="true">{order?.column === column ? (order.isDescending ? " ↓" : " ↑") : ""}</span>
                </button>
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {sorted.slice(0, MOST).map((row, place) => (
            <tr key={place}>
              {columns.map((column) => {
                const words = cell(row, column, names);
                return (
                  <td key={column} className={isNumber(column) ? "number" : words.length <= SHORT ? "short" : "long"}>
                    {words}
                  </td>
                );
              })}
            </tr>
          ))}
        </tbody>
      </table>
      {rows.length > MOST && <p className="soft">The first {MOST} of {rows.length} rows; all are in the CSV file.</p>}
    </div>
  );
}
