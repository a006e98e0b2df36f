import { runCommands } from "@rally/shared/commands";
import { sendMessageRoute } from "@rally/shared/conversations";
import { newId, WORLD_CONVERSATION_ID } from "@rally/shared/ids";
import { roomName } from "@rally/shared/rooms";
import { afterAll, describe, expect, test } from "vitest";
import {
  askAs,
  askRaw,
  eventually,
  openRoom,
  openSocket,
  say,
  signUp,
  startTestRally,
} from "../testing/index.js";

const token = "a token for the scraper";
const metricsToken = token.replaceAll(" ", "-");
const rally = await startTestRally({ metricsToken });
// Servers in one process keep separate metrics.
const other = await startTestRally();
const behindProxy = await startTestRally({ publicUrl: "https://rally.example.org", metricsToken });
afterAll(async () => {
  await behindProxy.close();
  await rally.close();
  await other.close();
});

const scrape = async (url: string, headers: Record<string, string> = {}) => {
  const {
    status,
    text,
    headers: answered,
  } = await askRaw(url, {
    method: "GET",
    path: "/metrics",
    headers,
  });
  return { status, text, type: answered.get("Content-Type") };
};
const measured = async () => (await scrape(rally.url)).text;

describe("/metrics", () => {
  test("count connections by kind of room, requests by route and status, and refusals by reason", async () => {
    const person = await signUp(rally);
    const room = await openRoom(
      rally,
      person.token,
      roomName("conversation", WORLD_CONVERSATION_ID),
    );
    const own = await openRoom(rally, person.token, roomName("user", person.id));
    await say(person, WORLD_CONVERSATION_ID, "hello");
    await person.ask(sendMessageRoute, {
      params: { id: newId() },
      body: { id: newId(), content: { kind: "text", body: "to nobody" } },
    });
    await person.ask(runCommands, {
      body: {
        commands: [{ id: newId(), name: "marker.set", input: { conversationId: newId(), seq: 1 } }],
      },
    });
    const refused = await openSocket(rally, `/sync/user.${person.id}`);
    expect(await refused.closed()).toBe(4401);
    const text = await measured();
    for (const line of [
      'rally_connections{kind="conversation"} 1',
      'rally_connections{kind="user"} 1',
      'rally_http_requests_total{method="POST",route="/api/v1/auth/register",status="200"} 1',
      'rally_http_requests_total{method="POST",route="/api/v1/conversations/:id/messages",status="200"} 1',
      'rally_http_requests_total{method="POST",route="/api/v1/conversations/:id/messages",status="404"} 1',
      'rally_refusals_total{reason="not_found"} 2',
      'rally_refusals_total{reason="unauthenticated"} 1',
    ]) {
      expect(text).toContain(`${line}\n`);
    }
    expect(text).toMatch(/nodejs_eventloop_lag_seconds\{quantile="0.99"\} [\d.e-]+\n/);
    expect(text).toMatch(/process_cpu_seconds_total [\d.]+\n/);
    expect(text).not.toContain(person.id);
    room.leave();
    own.leave();
    await eventually(async () => {
      expect(await measured()).toContain('rally_connections{kind="user"} 0\n');
    });
    expect((await scrape(other.url)).text).not.toContain("rally_connections{");
  });

  test("are plain text for requests from this machine", async () => {
    const { status, type } = await scrape(other.url);
    expect(status).toBe(200);
    expect(type).toContain("text/plain; version=0.0.4");
  });

  test("are hidden from proxied requests unless they carry the token", async () => {
    const viaProxy = { "X-Forwarded-For": "203.0.113.7" };
    for (const [url, headers] of [
      [other.url, viaProxy],
      [other.url, { ...viaProxy, Authorization: `Bearer ${metricsToken}` }],
      [rally.url, viaProxy],
      [rally.url, { ...viaProxy, Authorization: "Bearer another-token-of-16" }],
      [rally.url, { Authorization: "Bearer another-token-of-16" }],
    ] as const) {
      const { status, text } = await scrape(url, headers);
      expect(status).toBe(404);
      expect(JSON.parse(text)).toMatchObject({ success: false, error: { code: "unknown_route" } });
    }
    const bearer = { ...viaProxy, Authorization: `Bearer ${metricsToken}` };
    expect((await scrape(rally.url, bearer)).status).toBe(200);
  });

  test.each([
    ["a page of a host name that resolves to this machine", { Host: "evil.example.org" }],
    ["a page of such a host name with our port", { Host: "evil.example.org:80" }],
    ["a host name that begins like ours", { Host: "localhost.evil.example.org" }],
    ["nginx", { "X-Real-IP": "203.0.113.7" }],
    ["a CDN", { "CF-Connecting-IP": "203.0.113.7" }],
    ["another CDN", { "True-Client-IP": "203.0.113.7" }],
    ["a proxy that sets the host only", { "X-Forwarded-Host": "rally.example.org" }],
  ])(
    "are hidden from %s, even from this machine",
    async (_who, headers: Record<string, string>) => {
      expect((await askAs(other.url, { method: "GET", path: "/metrics", headers })).status).toBe(
        404,
      );
      const bearer = { ...headers, Authorization: `Bearer ${metricsToken}` };
      const scraped = await askAs(rally.url, { method: "GET", path: "/metrics", headers: bearer });
      expect(scraped.status).toBe(200);
    },
  );

  test("are served to this machine under each of its names", async () => {
    for (const host of ["localhost", "LOCALHOST:8080", "127.0.0.1:9", "[::1]:8080"]) {
      const asked = { method: "GET", path: "/metrics", headers: { Host: host } };
      expect((await askAs(other.url, asked)).status).toBe(200);
    }
  });

  test("need the token behind a proxy, even one that adds no headers", async () => {
    expect((await scrape(behindProxy.url)).status).toBe(404);
    const bearer = { Authorization: `Bearer ${metricsToken}` };
    expect((await scrape(behindProxy.url, bearer)).status).toBe(200);
  });
});
