import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { createServer, get as getByHttp } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import Koa from "koa";
import { createMetrics } from "@rally/shared/server/metrics";
import sharp from "sharp";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { askRaw, expectFailure, openHttp, signUp, startTestRally } from "../testing/index.js";
import type { ApiContext } from "./context.js";
import { answerErrors } from "./errors.js";
import { serveApp } from "./static/static-files.js";

const rally = await startTestRally();
afterAll(() => rally.close());

describe("a reserved path in other letter case", () => {
  test.each([
    ["/API/v1/me"],
    ["/Api/v1/me"],
    ["/api/V1/me"],
    ["/api/v1/ME"],
    ["/api/v1/openapi.JSON"],
    ["/SYNC/user.x"],
    ["/Metrics"],
    ["/HEALTHZ"],
    ["/readyZ"],
  ])("answers 404 to %s, not cacheable", async (path) => {
    const { token } = await signUp(rally);
    const headers = { Authorization: `Bearer ${token}` };
    const reply = await askRaw(rally.url, { method: "GET", path, headers });
    expectFailure(reply, "unknown_route");
    expect(reply.headers.get("Cache-Control")).toBe("no-store");
  });
});

describe("a header that must occur once", () => {
  test.each([
    ["Host", "Host: a.example\nHost: b.example"],
    ["Host, the same one", "Host: a.example\nhost: a.example"],
    ["Authorization", "Host: a.example\nAuthorization: Bearer a\nAuthorization: Bearer b"],
    ["Origin", "Host: a.example\nOrigin: https://a.example\nOrigin: https://b.example"],
  ])("is refused when it is repeated: %s", async (_what, headers) => {
    const http = await openHttp(rally, `GET /api/v1/openapi.json HTTP/1.1\n${headers}\n\n`);
    expectFailure(await http.answer(), "invalid_input");
  });

  test("is refused when it is repeated in a WebSocket handshake", async () => {
    const http = await openHttp(
      rally,
      "GET /sync/user.x HTTP/1.1\nHost: a.example\nHost: b.example\nConnection: Upgrade\n" +
        "Upgrade: websocket\nSec-WebSocket-Version: 13\nSec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\n\n",
    );
    expect((await http.answer()).status).toBe(400);
    await http.closed();
  });

  test("is accepted when it occurs once", async () => {
    const http = await openHttp(rally, "GET /api/v1/openapi.json HTTP/1.1\nHost: a.example\n\n");
    expect((await http.answer()).status).toBe(200);
  });
});

describe("files", () => {
  const PAGE = "<title>Rally</title>";
  const ASSET = "0123456789";
  const RANGES = ["bytes=5-2", "bytes=0-0", "bytes=-1", "bytes=2-", "bytes=99-", "bytes=0-0,2-3"]
    .concat(
      "bytes=-",
      "bytes=a-b",
      "bytes=-0",
      "lines=1-2",
      "5-2",
      "bytes",
      "BYTES=0-0",
      "bytes=1e3-",
    )
    .concat(`bytes=${"9".repeat(400)}-`);
  let folder: string;
  let port: number;
  const server = createServer();
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), "rally-files-"));
    await mkdir(join(folder, "assets"));
    await writeFile(join(folder, "index.html"), PAGE);
    await writeFile(join(folder, "assets", "app-1a2b.js"), ASSET);
    const metrics = createMetrics();
    const koa = new Koa().use(answerErrors({ metrics } as ApiContext)).use(serveApp(folder));
    const answer = koa.callback();
    server.on("request", (request, response) => void answer(request, response)).listen(0);
    port = (server.address() as AddressInfo).port;
  });
  afterAll(async () => {
    server.close();
    await rm(folder, { recursive: true });
  });

  const get = (path: string, headers: Record<string, string> = {}) =>
    new Promise<{ status: number; headers: Headers; text: string }>((resolve, reject) => {
      getByHttp({ port, path, headers, agent: false }, (response) => {
        let text = "";
        response.on("data", (piece: Buffer) => (text += piece.toString()));
        response.on("error", reject);
        response.on("end", () => {
          const entries = Object.entries(response.headers).map(([name, value]) => [
            name,
            String(value),
          ]);
          resolve({
            status: response.statusCode ?? 0,
            headers: new Headers(entries as [string, string][]),
            text,
          });
        });
      }).on("error", reject);
    });

  test.each(RANGES)("are answered completely to Range: %s", async (range) => {
    for (const [path, text] of [
      ["/assets/app-1a2b.js", ASSET],
      ["/c/any-page", PAGE],
    ] as const) {
      const reply = await get(path, { Range: range });
      expect([reply.status, reply.text]).toEqual([200, text]);
      expect(reply.headers.get("Content-Range")).toBeNull();
    }
  });

  test("that are pictures are answered completely to any range", async () => {
    const { token } = await signUp(rally);
    const bearer = { Authorization: `Bearer ${token}` };
    const create = { width: 64, height: 64, channels: 3, background: "red" } as const;
    const picture = await sharp({ create }).png().toBuffer();
    const uploaded = await askRaw(rally.url, {
      ...{ method: "POST", path: "/api/v1/me/avatar", body: new Uint8Array(picture) },
      headers: { ...bearer, "Content-Type": "image/png" },
    });
    expect(uploaded.status, uploaded.text).toBe(200);
    const me = await askRaw(rally.url, { method: "GET", path: "/api/v1/me", headers: bearer });
    const { data } = JSON.parse(me.text) as { data: { avatar: string } };
    const path = `/api/v1/files/${data.avatar}-128`;
    const whole = await askRaw(rally.url, { method: "GET", path });
    for (const range of RANGES) {
      const reply = await askRaw(rally.url, { method: "GET", path, headers: { Range: range } });
      expect([reply.status, reply.text]).toEqual([200, whole.text]);
    }
  });

  test("under /assets/ that do not exist are answered with 404, never with an immutable index.html", async () => {
    for (const name of [
      "nothing",
      "nothing.js",
      "",
      "app-1a2b.js/x",
      "index.html",
      "../index.html",
    ]) {
      const reply = await get(`/assets/${name}`);
      expectFailure(reply, "unknown_route");
      expect(reply.headers.get("Cache-Control")).toBe("no-cache");
    }
    for (const path of ["/%61ssets/nothing", "/Assets/nothing", "//assets/nothing"]) {
      const reply = await get(path);
      expect([reply.status, reply.text]).toEqual([200, PAGE]);
      expect(reply.headers.get("Cache-Control")).toBe("no-cache");
    }
    const asset = await get("/assets/app-1a2b.js");
    expect(asset.headers.get("Cache-Control")).toBe("public, max-age=31536000, immutable");
  });
});
