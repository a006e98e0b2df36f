import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import {
  clearStaleOutput,
  hasTestPackages,
  inspectBuild,
  isInstalled,
  markBuilt,
  markInstalled,
} from "./freshness.mjs";

let root: string;

async function write(path: string, content: string | object): Promise<void> {
  const target = join(root, path);
  await mkdir(dirname(target), { recursive: true });
  await writeFile(target, typeof content === "string" ? content : JSON.stringify(content));
}

const outputs = [
  "shared/dist/server/config/index.js",
  "sync-server/dist/main.js",
  "api/dist/main.js",
  "api/dist/main-api.js",
];

beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), "rally-fresh-"));
  for (const name of ["shared", "sync-server", "api", "pwa"])
    await write(`${name}/src/index.ts`, name);
  for (const output of [...outputs, "pwa/dist/index.html"]) await write(output, "built");
  await write("node_modules/.keep", "");
});

afterEach(() => rm(root, { recursive: true, force: true }));

describe("the build", () => {
  test("is stale until it has been marked, then fresh", () => {
    expect(inspectBuild(root).fresh).toBe(false);
    markBuilt(root, inspectBuild(root).sources);
    expect(inspectBuild(root)).toMatchObject({ fresh: true, removed: false });
  });

  test("is stale when a source or a setting changes or appears, not when a test does", async () => {
    markBuilt(root, inspectBuild(root).sources);
    await write("api/src/people/people.test.ts", "a test");
    expect(inspectBuild(root).fresh).toBe(true);
    await write("api/src/people/index.ts", "a domain");
    expect(inspectBuild(root)).toMatchObject({ fresh: false, removed: false });
    markBuilt(root, inspectBuild(root).sources);
    await write("tsconfig.base.json", "{}");
    expect(inspectBuild(root).fresh).toBe(false);
  });

  test("leaves nothing behind of a source that has gone", async () => {
    await write("shared/src/server/migrations/1.ts", "a migration");
    markBuilt(root, inspectBuild(root).sources);
    await rm(join(root, "shared/src/server/migrations/1.ts"));
    const { fresh, removed } = inspectBuild(root);
    expect({ fresh, removed }).toEqual({ fresh: false, removed: true });
    clearStaleOutput(root, removed);
    await expect(rm(join(root, "shared/dist"))).rejects.toThrow("ENOENT");
  });

  test("is stale when its output has been deleted", async () => {
    markBuilt(root, inspectBuild(root).sources);
    await rm(join(root, "api/dist"), { recursive: true });
    expect(inspectBuild(root).fresh).toBe(false);
  });
});

describe("the installation", () => {
  const lock = (version: string) => ({
    packages: {
      "": { version: "0.1.0" },
      shared: { version: "0.1.0" },
      "node_modules/yjs": { version },
      "node_modules/for-another-system": { version: "1.0.0", optional: true },
    },
  });
  const record = { packages: { "node_modules/yjs": { version: "13.6.0" } } };

  test("is wanted when there is none, or only half of one", async () => {
    await write("package-lock.json", lock("13.6.0"));
    expect(isInstalled(root, "test")).toBe(false);
  });

  test("is wanted again when the lock file asks for something else", async () => {
    await write("package-lock.json", lock("13.6.0"));
    await write("node_modules/.package-lock.json", record);
    markInstalled(root, "test");
    expect(isInstalled(root, "test")).toBe(true);
    await write("package-lock.json", lock("13.7.0"));
    expect(isInstalled(root, "test")).toBe(false);
  });

  test("made by hand is accepted when it is what the lock file asks for", async () => {
    await write("package-lock.json", lock("13.6.0"));
    await write("node_modules/.package-lock.json", record);
    expect(isInstalled(root, "test")).toBe(true);
  });

  test("for start is not enough for test, and one for test is enough for start", async () => {
    const wanted = lock("13.6.0");
    await write("package-lock.json", {
      packages: { ...wanted.packages, "node_modules/eslint": { version: "10.0.0" } },
    });
    await write("node_modules/.package-lock.json", record);
    markInstalled(root, "start");
    expect([isInstalled(root, "start"), isInstalled(root, "test")]).toEqual([true, false]);
    expect(hasTestPackages(root)).toBe(false);
    markInstalled(root, "test");
    expect([isInstalled(root, "start"), isInstalled(root, "test")]).toEqual([true, true]);
  });

  test("keeps the packages of test when the lock file changes before a start", async () => {
    await write("package-lock.json", lock("13.6.0"));
    expect(hasTestPackages(root)).toBe(false);
    await write("node_modules/.package-lock.json", record);
    expect(hasTestPackages(root)).toBe(true);
    markInstalled(root, "test");
    await write("package-lock.json", lock("13.7.0"));
    expect(isInstalled(root, "start")).toBe(false);
    expect(hasTestPackages(root)).toBe(true);
  });
});
