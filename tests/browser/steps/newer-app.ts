import { cp, mkdtemp, readdir, readFile, rename, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import type { startRallyProcess } from "../../harness/index.js";

const root = join(import.meta.dirname, "../../..");

/** A Rally whose app is a newer build. */
export interface NewerRally {
  start: typeof startRallyProcess;
  remove(): Promise<void>;
}

/** The same app, marked, in a build that the service worker takes for a newer one. */
export function buildNewerRally(): Promise<NewerRally> {
  return copyRally(async (app) => {
    await change(join(app, "index.html"), "<html ", '<html data-build="newer" ');
    await change(
      join(app, "service-worker.js"),
      /(?<=url:`index\.html`,revision:`)[\w-]+/,
      "newer",
    );
  });
}

/** The same app in a build in which every asset has another name, as if all had changed. */
export function buildRenamedRally(): Promise<NewerRally> {
  return copyRally(async (app) => {
    const assets = join(app, "assets");
    const names = (await readdir(assets)).filter((name) => /\.(js|css)$/.test(name));
    const renamed = names.map((name) => name.replace(/-[\w-]{8}\.(js|css)$/, "-newer$&"));
    for (const ending of [".br", ".gz"]) {
      for (const name of names) await rm(join(assets, name + ending), { force: true });
    }
    for (const [index, name] of names.entries()) {
      await rename(join(assets, name), join(assets, renamed[index]!));
    }
    const pages = ["index.html", "service-worker.js"].map((name) => join(app, name));
    for (const path of [...pages, ...renamed.map((name) => join(assets, name))]) {
      const before = await readFile(path, "utf8");
      const after = names.reduce((text, name, at) => text.replaceAll(name, renamed[at]!), before);
      await writeFile(path, after);
      for (const ending of [".br", ".gz"]) await rm(path + ending, { force: true });
    }
  });
}

/** A Rally without a service worker, as if its build had failed to produce one. */
export function buildRallyWithoutWorker(): Promise<NewerRally> {
  return copyRally(async (app) => {
    for (const ending of ["", ".br", ".gz"]) {
      await rm(join(app, `service-worker.js${ending}`), { force: true });
    }
  });
}

/**
 * Copies the running files, so that the real build is not touched, and edits the app in the copy.
 */
async function copyRally(edit: (app: string) => Promise<void>): Promise<NewerRally> {
  const tree = await mkdtemp(join(process.env["RALLY_TEST_FOLDER"] ?? tmpdir(), "newer-"));
  const parts = ["package.json", "api/package.json", "api/data", "api/dist"];
  parts.push("pwa/dist", "tests/harness");
  for (const part of parts) await cp(join(root, part), join(tree, part), { recursive: true });
  await symlink(join(root, "node_modules"), join(tree, "node_modules"));

  await edit(join(tree, "pwa/dist"));
  const harness = pathToFileURL(join(tree, "tests/harness/index.ts")).href;
  const { startRallyProcess: start } = (await import(harness)) as {
    startRallyProcess: NewerRally["start"];
  };
  return { start, remove: () => rm(tree, { recursive: true, force: true }) };
}

async function change(path: string, what: string | RegExp, into: string): Promise<void> {
  const before = await readFile(path, "utf8");
  const after = before.replace(what, into);
  if (after === before) throw new Error(`${path} does not hold ${String(what)}`);
  await writeFile(path, after);
  // The compressed files still hold the old text.
  for (const ending of [".br", ".gz"]) await rm(path + ending, { force: true });
}
