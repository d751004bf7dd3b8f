// Bundles src/ into the folder that the API serves, with names that hold a hash of what is inside.
import { createHash } from "node:crypto";
import { mkdir, readFile, readdir, rm, stat, writeFile } from "node:fs/promises";
import { basename, join, relative } from "node:path";
import { build } from "esbuild";

const HERE = import.meta.dirname;
const TO = join(HERE, "../lib/voxlake/serve/dashboard/static");
const SOURCES = [".npmrc", "build.mjs", "index.html", "package-lock.json", "package.json", "tsconfig.json"];

async function filesOf(place) {
  const entries = await readdir(place, { withFileTypes: true, recursive: true });
  return entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
}

/** SHA-256 of files by their names below a folder, in the names' order. */
async function hashesOf(folder, paths) {
  const hashOf = async (path) => createHash("sha256").update(await readFile(path)).digest("hex");
  const named = paths.map(async (path) => [relative(folder, path), await hashOf(path)]);
  return Object.fromEntries((await Promise.all(named)).sort(([a], [b]) => (a < b ? -1 : 1)));
}

async function sourceFiles() {
  const beside = SOURCES.map((name) => join(HERE, name));
  return [...beside, ...(await filesOf(join(HERE, "src")))];
}

/** The text of a file, or those of all files of a folder. */
async function textsAt(path) {
  const paths = (await stat(path)).isDirectory() ? (await filesOf(path)).sort() : [path];
  return Promise.all(paths.map((one) => readFile(one, "utf8")));
}

/** Texts of the licences of the packages whose code is in the bundle. */
async function licences(inputs) {
  const names = new Set(inputs.map((path) => path.match(/node_modules\/([^/]+)\//)?.[1]).filter(Boolean));
  const parts = [];
  for (const name of [...names].sort()) {
    const folder = join(HERE, "node_modules", name);
    const { version, license } = JSON.parse(await readFile(join(folder, "package.json"), "utf8"));
    const within = (await readdir(folder)).filter((file) => /^(licen[cs]e|notice|copyright)/i.test(file));
    const files = await Promise.all(within.sort().map((file) => textsAt(join(folder, file))));
    const texts = files.flat();
    parts.push(`${name} ${version} (${license})\n\n${texts.join("\n\n").trim()}\n`);
  }
  return parts.join(`\n${"-".repeat(78)}\n\n`);
}

await rm(TO, { recursive: true, force: true });
await mkdir(TO, { recursive: true });
const { metafile } = await build({
  entryPoints: { app: join(HERE, "src/main.tsx"), style: join(HERE, "src/style.css") },
  absWorkingDir: HERE,
  outdir: TO,
  entryNames: "[name]-[hash]",
  chunkNames: "[name]-[hash]",
  bundle: true,
  splitting: true,
  format: "esm",
  target: "es2022",
  minify: true,
  legalComments: "none",
  metafile: true,
  define: { "process.env.NODE_ENV": '"production"' },
  logLevel: "warning",
});
const built = Object.keys(metafile.outputs).map((path) => basename(path));
const named = (start, end) => built.find((name) => name.startsWith(start) && name.endsWith(end));
const page = await readFile(join(HERE, "index.html"), "utf8");
const filled = page
  .replace("STYLE", `/dashboard/assets/${named("style-", ".css")}`)
  .replace("CHARTS", `/dashboard/assets/${named("drawing-", ".js")}`)
  .replace("SCRIPT", `/dashboard/assets/${named("app-", ".js")}`);
await writeFile(join(TO, "index.html"), filled);
await writeFile(join(TO, "licences.txt"), await licences(Object.keys(metafile.inputs)));
const hashes = { sources: await hashesOf(HERE, await sourceFiles()), built: await hashesOf(TO, await filesOf(TO)) };
await writeFile(join(TO, "sources.json"), `${JSON.stringify(hashes, null, 2)}\n`);
