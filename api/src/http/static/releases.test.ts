import { createServer, request } from "node:http";
import type { AddressInfo } from "node:net";
import { mkdir, mkdtemp, readdir, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import Koa from "koa";
import { pino } from "pino";
import { afterEach, beforeEach, expect, test } from "vitest";
import { createMetrics } from "@rally/shared/server/metrics";
import type { ApiContext } from "../context.js";
import { answerErrors } from "../errors.js";
import { keepReleases } from "./releases.js";
import { serveApp } from "./static-files.js";

let folder: string;
const closing: (() => void)[] = [];
const logger = pino({ level: "silent" });

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "rally-releases-"));
});
afterEach(async () => {
  for (const close of closing.splice(0)) close();
  await rm(folder, { recursive: true, force: true });
});

const data = () => join(folder, "data");
const kept = async () => (await readdir(join(data(), "releases"))).sort();

/** Creates a build of the app with one chunk of this name, and starts a server with it. */
async function release(part: string, dataDirectory = data()): Promise<number> {
  const app = join(folder, "dist");
  await rm(app, { recursive: true, force: true });
  await mkdir(join(app, "assets"), { recursive: true });
  await writeFile(join(app, "index.html"), "<title>Rally</title>");
  await writeFile(join(app, "assets", `${part}.js`), `// ${part}`);
  const releases = keepReleases(app, dataDirectory, logger);
  const koa = new Koa().use(answerErrors({ metrics: createMetrics() } as ApiContext));
  koa.use(serveApp(app, releases));
  const answer = koa.callback();
  const server = createServer((asked, response) => void answer(asked, response)).listen(0);
  closing.push(() => server.close());
  await releases.folders();
  return (server.address() as AddressInfo).port;
}

/** Requests the exact path; `fetch` would normalize it. */
function get(port: number, path: string): Promise<{ status: number; text: string; cache: string }> {
  return new Promise((resolve, reject) => {
    request({ port, path }, (response) => {
      let text = "";
      response.on("data", (chunk: Buffer) => (text += chunk.toString()));
      response.on("end", () => {
        const { statusCode: status = 0, headers } = response;
        resolve({ status, text, cache: headers["cache-control"] ?? "" });
      });
    })
      .on("error", reject)
      .end();
  });
}

test("still serves a chunk of earlier builds as immutable, and prefers the current build's", async () => {
  await release("chat-aaaa");
  await release("chat-bbbb");
  const port = await release("chat-cccc");
  for (const part of ["chat-aaaa", "chat-bbbb", "chat-cccc"]) {
    const answered = await get(port, `/assets/${part}.js`);
    expect(answered).toMatchObject({ status: 200, text: `// ${part}` });
    expect(answered.cache).toBe("public, max-age=31536000, immutable");
  }
  expect((await get(port, "/assets/chat-dddd.js")).status).toBe(404);
});

test("the fourth release deletes the first; a release that runs again is kept once, as the newest", async () => {
  await release("chat-aaaa");
  await release("chat-bbbb");
  await release("chat-cccc");
  await release("chat-aaaa");
  expect(await kept()).toHaveLength(3);
  const port = await release("chat-dddd");
  expect(await kept()).toHaveLength(3);
  expect((await get(port, "/assets/chat-bbbb.js")).status).toBe(404);
  for (const part of ["chat-aaaa", "chat-cccc", "chat-dddd"]) {
    expect((await get(port, `/assets/${part}.js`)).status).toBe(200);
  }
});

test("a running server finds the assets of a newer one, and servers that start together agree", async () => {
  const older = await release("chat-aaaa");
  await Promise.all([
    release("chat-bbbb"),
    keepReleases(join(folder, "dist"), data(), logger).folders(),
  ]);
  expect((await get(older, "/assets/chat-bbbb.js")).status).toBe(200);
  expect(await kept()).toHaveLength(2);
});

test.each([
  "/assets/../../secret",
  "/assets/..%2f..%2fsecret",
  "/assets/%2e%2e/%2e%2e/%2e%2e/secret",
  "/assets/..\\..\\secret",
  "/assets//../../../secret",
  "/assets/..",
  "/assets/.hidden.js",
  "/assets/",
  "/releases/",
  "/assets/chat-aaaa.js/../../../../secret",
])("serves nothing but assets: %s", async (path) => {
  await release("chat-aaaa");
  await writeFile(join(data(), "secret"), "hush");
  const [name = ""] = await kept();
  await writeFile(join(data(), "releases", name, "assets", ".hidden.js"), "hush");
  const port = await release("chat-bbbb");
  expect((await get(port, path)).text).not.toContain("hush");
});

test("serves the app even when nothing can be written", async () => {
  await writeFile(join(folder, "a-file"), "");
  const port = await release("chat-aaaa", join(folder, "a-file"));
  expect((await get(port, "/assets/chat-aaaa.js")).status).toBe(200);
  expect((await get(port, "/assets/chat-bbbb.js")).status).toBe(404);
});
