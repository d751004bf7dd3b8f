// The one place that speaks to the API.
import type { Row } from "./rows";

/** Rows asked of a resource. */
export interface Query {
  resource: string;
  /** First and last day, as YYYY-MM-DD. */
  from?: string;
  to?: string;
  isLatest?: boolean;
  columns?: string[];
  /** Values that columns must have. */
  where?: Record<string, string | number | undefined>;
  order?: string;
  limit?: number;
}

export interface Answer {
  rows: Row[];
  hasMore: boolean;
  /** Delta version that was read; null where nothing was written yet. */
  version: number | null;
  committedAt: string | null;
}

export class ApiError extends Error {
  constructor(
    readonly status: number,
    message: string,
  ) {
    super(message);
  }
}

const KEY = "voxlake.key";
const kept = new Map<string, { etag: string; answer: Answer }>();
let onSignedOut: () => void = () => undefined;

export function whenSignedOut(call: () => void): void {
  onSignedOut = call;
}

export function signIn(key: string): void {
  sessionStorage.setItem(KEY, key);
  kept.clear();
}

export function signOut(): void {
  sessionStorage.removeItem(KEY);
  kept.clear();
  onSignedOut();
}

export function hasKey(): boolean {
  return sessionStorage.getItem(KEY) !== null;
}

/** The address of a question. */
export function addressOf(query: Query): string {
  const given = new URLSearchParams();
  const put = (name: string, value: string | number | undefined) => {
    if (value !== undefined && value !== "") given.append(name, String(value));
  };
  if (query.from && query.to) {
    put("from", query.from);
    put("to", query.to);
  }
  put("latest", query.isLatest ? "true" : undefined);
  put("columns", query.columns?.join(","));
  for (const [name, value] of Object.entries(query.where ?? {})) put(name, value);
  put("order", query.order);
  put("limit", query.limit);
  return `/v1/${query.resource}${given.size ? `?${given}` : ""}`;
}

async function call(address: string, headers: Record<string, string> = {}): Promise<Response> {
  const key = sessionStorage.getItem(KEY);
  const sent = key ? { ...headers, Authorization: `Bearer ${key}` } : headers;
  let response: Response;
  try {
    response = await fetch(address, { headers: sent, cache: "no-store" });
  } catch {
    throw new ApiError(0, "The API cannot be reached. Check the connection, or ask who runs it.");
  }
  if (response.status === 401) onSignedOut();
  if (!response.ok && response.status !== 304) throw new ApiError(response.status, await messageOf(response));
  return response;
}

async function messageOf(response: Response): Promise<string> {
  const body = (await response.json().catch(() => null)) as { error?: { message?: unknown }; message?: unknown } | null;
  const message = body?.error?.message ?? body?.message;
  return typeof message === "string" ? message : `The API answered with status ${response.status}.`;
}

/** Rows of a resource; of a version that is known already they are not sent again. */
export async function ask(query: Query): Promise<Answer> {
  const address = addressOf(query);
  const known = kept.get(address);
  const response = await call(address, known ? { "If-None-Match": known.etag } : {});
  if (response.status === 304 && known) return known.answer;
  const body = (await response.json()) as { rows: Row[]; after?: string | null; version?: number | null; committed_at?: string | null };
  const answer = { rows: body.rows, hasMore: Boolean(body.after), version: body.version ?? null, committedAt: body.committed_at ?? null };
  const etag = response.headers.get("ETag");
  if (etag) kept.set(address, { etag, answer });
  return answer;
}

/** Save the rows of a question as a file; a plain link could not send the key. */
export async function saveCsv(query: Query): Promise<void> {
  const response = await call(addressOf(query), { Accept: "text/csv" });
  const link = document.createElement("a");
  link.href = URL.createObjectURL(await response.blob());
  link.download = `${query.resource.replaceAll("/", "_")}.csv`;
  link.click();
  URL.revokeObjectURL(link.href);
}

/** What a table and its columns mean, as the API describes itself. */
export interface Definition {
  table: string;
  columns: Record<string, string>;
}

type Schema = { description?: string; properties?: Record<string, Schema>; items?: Schema; $ref?: string; anyOf?: Schema[] };
let described: Promise<{ paths: Record<string, any>; components: { schemas: Record<string, Schema> } }> | undefined;

export async function definitionOf(resource: string): Promise<Definition> {
  described ??= call("/openapi.json").then((response) => response.json());
  const { paths, components } = await described.catch((error: unknown) => {
    described = undefined;
    throw error;
  });
  const found = (schema: Schema | undefined): Schema =>
    schema?.$ref ? (components.schemas[schema.$ref.split("/").at(-1) ?? ""] ?? {}) : (schema ?? {});
  const operation = paths[`/v1/${resource}`]?.get ?? {};
  const page = found(operation.responses?.["200"]?.content?.["application/json"]?.schema);
  const row = found(page.properties?.rows?.items);
  const columns = Object.entries(row.properties ?? {}).map(([name, of]) => [name, of.description ?? ""]);
  return { table: row.description ?? operation.description ?? "", columns: Object.fromEntries(columns) };
}
