import { cp, mkdtemp, readFile, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import type { startRallyProcess } from "../../harness/index.js";

const root = join(import.meta.dirname, "../../..");

/** A Rally whose app was built later than this one's. */
export interface NewerRally {
  start: typeof startRallyProcess;
  remove(): Promise<void>;
}

/** Copies what runs, so that nobody else's build is touched, and changes the app in it. */
export async function buildNewerRally(): Promise<NewerRally> {
  const tree = await mkdtemp(join(process.env["RALLY_TEST_FOLDER"] ?? tmpdir(), "newer-"));
  const parts = ["package.json", "api/package.json", "api/dist", "pwa/dist", "tests/harness"];
  for (const part of parts) await cp(join(root, part), join(tree, part), { recursive: true });
  await symlink(join(root, "node_modules"), join(tree, "node_modules"));

  await change(join(tree, "pwa/dist/index.html"), "<html ", '<html data-build="newer" ');
  await change(
    join(tree, "pwa/dist/service-worker.js"),
    /"revision":"[0-9a-f]+","url":"index\.html"/,
    '"revision":"newer","url":"index.html"',
  );
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
  // Compressed beside it lies the older one.
  for (const ending of [".br", ".gz"]) await rm(path + ending, { force: true });
}
