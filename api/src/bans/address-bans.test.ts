import { login, me, refresh, register } from "@rally/shared/accounts";
import { listServerAudit } from "@rally/shared/audit";
import { listServerBans, serverBanRoute, serverUnbanRoute } from "@rally/shared/bans";
import { runCommands } from "@rally/shared/commands";
import { newId, WORLD_CONVERSATION_ID } from "@rally/shared/ids";
import { roomName } from "@rally/shared/rooms";
import { afterAll, afterEach, describe, expect, test } from "vitest";
import {
  ask,
  askRaw,
  eventually,
  expectWithinASecond,
  openRoom,
  runCommand,
  say,
  signUp,
  startTestRally,
  type TestRally,
} from "../testing/index.js";

const publicUrl = "http://rally.test";
const rally = await startTestRally({ shared: true, publicUrl, limits: { bannedAddresses: 3 } });
const beside = await startTestRally({ beside: rally, publicUrl });
afterAll(async () => {
  await beside.close();
  await rally.close();
});
const admin = await signUp(rally, { setupToken: rally.adminSetupLink?.split("#")[1] ?? "" });
const guest = await signUp(rally);

const from = (ip: string) => ({ headers: { "X-Forwarded-For": ip } });
const ban = (body: {
  address?: string;
  userId?: string;
  until?: number;
  confirmed?: boolean;
  reason?: string;
}) => admin.ask(serverBanRoute, { body });
const bans = async () => (await admin.call(listServerBans, { query: {} })).data;
const codeOf = ({ body }: { body: { success: boolean; error?: { code: string } } }) =>
  body.success ? "ok" : body.error?.code;
const codeFrom = async (ip: string, on = rally) => codeOf(await guest.ask(me, from(ip), on));

afterEach(async () => {
  for (const { id: banId } of await bans())
    await admin.call(serverUnbanRoute, { params: { banId } });
  await eventually(async () => expect(await codeFrom("203.0.113.7", beside)).toBe("ok"));
});

const expectBanned = (ip: string, on = rally) =>
  eventually(async () => expect(await codeFrom(ip, on)).toBe("banned"), 1_000);

/** When the last ban of an address was committed, by the database's clock. */
async function bannedAt(): Promise<number> {
  const row = await rally
    .database<{ kind: string; at: Date }>("lost_rights")
    .where("kind", "address")
    .orderBy("at", "desc")
    .first("at");
  return row!.at.getTime();
}

describe("the ban of an address", () => {
  test("refuses every request from there, with and without a token, on every process", async () => {
    expect(codeOf(await ban({ address: "203.0.113.0/24" }))).toBe("ok");
    const http = from("203.0.113.7");
    const { username } = guest.user;
    const body = { login: username, password: guest.password };
    for (const on of [rally, beside]) {
      await expectBanned("203.0.113.7", on);
      const newcomer = { username: `n_${newId().slice(-12)}`, password: "a fine password 1" };
      const email = `${newcomer.username}@example.org`;
      const replies = [
        await guest.ask(me, http, on),
        await ask(on.url, me, { ...http, token: "no token" }),
        await ask(on.url, login, { ...http, body }),
        await ask(on.url, register, { ...http, body: { ...newcomer, email } }),
        await ask(on.url, refresh, { ...http, cookie: guest.cookie }),
        await guest.ask(runCommands, { ...http, body: { commands: [] as never } }, on),
      ];
      expect(replies.map(codeOf)).toEqual(replies.map(() => "banned"));
      expect(replies.map(({ status }) => status)).toEqual(replies.map(() => 403));
      const unknown = await askRaw(on.url, { method: "GET", path: "/api/v1/unknown", ...http });
      expect(unknown.status).toBe(403);
    }
    expect(await codeFrom("203.0.114.7")).toBe("ok");
    // The session goes on from another address.
    expect(codeOf(await ask(rally.url, refresh, { cookie: guest.cookie }))).toBe("ok");
  });

  test("[S11] closes open sockets from there within a second, and delivers nothing committed later", async () => {
    const room = roomName("conversation", WORLD_CONVERSATION_ID);
    const open = (on: TestRally, ip: string) => openRoom(on, guest.token, room, { from: ip });
    const [here, there, elsewhere] = [
      await open(rally, "2001:db8::1"),
      await open(beside, "2001:db8:0:1::2"),
      await open(rally, "2001:db9::1"),
    ];
    expect([here.closed, there.closed, elsewhere.closed]).toEqual([[], [], []]);
    expect(codeOf(await ban({ address: "2001:db8::/48" }))).toBe("ok");
    await say(admin, WORLD_CONVERSATION_ID, "after the ban");
    await eventually(() => expect(elsewhere.texts()).toContain("after the ban"));
    await expectWithinASecond([rally, beside], await bannedAt(), ({ user, code }) => {
      return user === guest.id && code === 4401;
    });
    await eventually(() => {
      expect(here.closed[0]).toBe(4401);
      expect(there.closed[0]).toBe(4401);
    });
    expect(here.texts()).not.toContain("after the ban");
    expect(there.texts()).not.toContain("after the ban");
    expect(elsewhere.closed).toEqual([]);
    const again = await open(beside, "2001:db8::1");
    expect(again.closed[0]).toBe(4401);
  });

  test("concerns neither signed-in admins nor their sockets, so that they can lift it", async () => {
    const room = await openRoom(rally, admin.token, roomName("user", admin.id), {
      from: "203.0.113.7",
    });
    expect(codeOf(await ban({ address: "203.0.113.7" }))).toBe("ok");
    await expectBanned("203.0.113.7", beside);
    const http = from("203.0.113.7");
    for (const on of [rally, beside]) {
      expect(codeOf(await admin.ask(listServerBans, http, on))).toBe("ok");
      expect(codeOf(await ask(on.url, refresh, { ...http, cookie: admin.cookie }))).toBe("ok");
      const later = await openRoom(on, admin.token, roomName("user", admin.id), {
        from: "203.0.113.7",
      });
      expect(later.closed).toEqual([]);
    }
    expect(room.closed).toEqual([]);
    // An admin who is signed out has to sign in from elsewhere.
    const { username } = admin.user;
    const body = { login: username, password: admin.password };
    expect(codeOf(await ask(rally.url, login, { ...http, body }))).toBe("banned");
    const forged = `${admin.token.slice(0, -4)}AAAA`;
    expect(codeOf(await ask(rally.url, listServerBans, { ...http, token: forged }))).toBe("banned");
    const cookie = `${admin.cookie.slice(0, -4)}AAAA`;
    expect(codeOf(await ask(rally.url, refresh, { ...http, cookie }))).toBe("banned");
  });

  test("is asked to be confirmed for a wide range, and refused for one's own address", async () => {
    expect(codeOf(await ban({ address: "0.0.0.0/0" }))).toBe("invalid_input");
    const outside = await startTestRally({ publicUrl });
    try {
      const setupToken = outside.adminSetupLink?.split("#")[1] ?? "";
      const one = await signUp(outside, { setupToken });
      const post = (address: string, confirmed = false) =>
        one.ask(serverBanRoute, { ...from("2001:db8::5"), body: { address, confirmed } });
      expect(codeOf(await post("0.0.0.0/0"))).toBe("range_too_wide");
      expect(codeOf(await post("2001:db8::/32", true))).toBe("invalid_input");
      expect(codeOf(await post("0.0.0.0/0", true))).toBe("ok");
      expect(codeOf(await one.ask(me, from("198.51.100.1")))).toBe("ok");
      const unnamed = () => ask(outside.url, me, from("198.51.100.1"));
      await eventually(async () => expect(codeOf(await unnamed())).toBe("banned"), 1_000);
    } finally {
      await outside.close();
    }
    expect(await bans()).toEqual([]);
  });

  test("holds for the same address as IPv4-mapped IPv6", async () => {
    await ban({ address: "::ffff:203.0.113.7" });
    expect((await bans()).map(({ address }) => address)).toEqual(["203.0.113.7"]);
    await expectBanned("::ffff:203.0.113.7");
    await expectBanned("203.0.113.7");
  });

  test("counts the address that the proxy wrote last, which a client can't forge", async () => {
    await ban({ address: "203.0.113.7" });
    await expectBanned("192.0.2.1, 203.0.113.7");
    expect(await codeFrom("203.0.113.7, 192.0.2.1")).toBe("ok");
  });

  test("ends by itself", async () => {
    expect(codeOf(await ban({ address: "203.0.113.7", until: 1 }))).toBe("invalid_input");
    await ban({ address: "203.0.113.7", until: Date.now() + 700 });
    await expectBanned("203.0.113.7");
    await eventually(async () => expect(await codeFrom("203.0.113.7")).toBe("ok"));
    expect(await bans()).toEqual([]);
  });

  test("replaces the one of the same range; there is a limit", async () => {
    await ban({ address: "203.0.113.9/24" });
    await ban({ address: "203.0.113.0/24", reason: "flood" });
    expect(await bans()).toMatchObject([{ address: "203.0.113.0/24", reason: "flood" }]);
    await ban({ address: "203.0.114.0/24" });
    await ban({ address: "203.0.115.0/24" });
    expect(codeOf(await ban({ address: "203.0.116.0/24" }))).toBe("too_many_bans");
    expect(codeOf(await ban({ address: "203.0.115.0/24" }))).toBe("ok");
  });

  test("is noticed by a process whose hint was lost", async () => {
    const id = newId();
    await rally.database("server_bans").insert({ id, address: "203.0.113.7" });
    for (const on of [rally, beside]) {
      await expectBanned("203.0.113.7", on);
    }
  });

  test("is lifted by its address, and lifting twice gives the same", async () => {
    await ban({ address: "203.0.113.0/24" });
    const lift = () => runCommand(admin, "address.unban", { address: "203.0.113.0/24" });
    expect(await lift()).toEqual({ lifted: true });
    expect(await lift()).toEqual({ lifted: true });
    await eventually(async () => expect(await codeFrom("203.0.113.7")).toBe("ok"));
  });
});

describe("without a trusted proxy", () => {
  test("a forged header neither bans nor evades", async () => {
    const alone = await startTestRally();
    try {
      const one = await signUp(alone, { setupToken: alone.adminSetupLink?.split("#")[1] ?? "" });
      const other = await signUp(alone);
      await one.call(serverBanRoute, { body: { address: "203.0.113.7" } });
      expect(codeOf(await other.ask(me, from("203.0.113.7")))).toBe("ok");
      const own = await one.ask(serverBanRoute, {
        ...from("192.0.2.1"),
        body: { address: "127.0.0.1" },
      });
      expect(codeOf(own)).toBe("invalid_input");
      await alone.database("server_bans").insert({ id: newId(), address: "127.0.0.1" });
      await alone.restart();
      expect(codeOf(await other.ask(me, from("192.0.2.1")))).toBe("banned");
      for (let time = 0; time < 3; time += 1) {
        const room = await openRoom(alone, other.token, roomName("user", other.id));
        await eventually(() => expect(room.closed).toEqual([4401]));
      }
    } finally {
      await alone.close();
    }
  });
});

describe("the list of bans", () => {
  test("has users and addresses, the newest first, in pages", async () => {
    const other = await signUp(rally);
    await ban({ address: "203.0.113.7", reason: "flood" });
    await ban({ userId: other.id, reason: "spam", until: Date.now() + 60_000 });
    const first = await admin.call(listServerBans, { query: { limit: "1" } });
    expect(first.data).toMatchObject([
      { user: { id: other.id }, bannedBy: { id: admin.id }, reason: "spam" },
    ]);
    const second = await admin.call(listServerBans, { query: { before: first.meta.next ?? "" } });
    expect(second.data).toMatchObject([{ address: "203.0.113.7", reason: "flood" }]);
    await admin.call(serverUnbanRoute, { params: { banId: first.data[0]?.id ?? "" } });
    const body = { login: other.user.username, password: other.password };
    expect(codeOf(await ask(rally.url, login, { body }))).toBe("ok");
  });

  test("is for admins of the server alone", async () => {
    expect(codeOf(await guest.ask(listServerBans, { query: {} }))).toBe("forbidden");
    expect(codeOf(await guest.ask(serverBanRoute, { body: { address: "192.0.2.1" } }))).toBe(
      "forbidden",
    );
    const params = { banId: newId() };
    expect(codeOf(await guest.ask(serverUnbanRoute, { params }))).toBe("forbidden");
    expect(codeOf(await admin.ask(serverUnbanRoute, { params }))).toBe("ok");
  });

  test("and the audit log of the world chat record who did it", async () => {
    await ban({ address: "203.0.113.7", reason: "flood" });
    const [entry] = (await admin.call(listServerAudit, { query: {} })).data;
    expect(entry).toMatchObject({
      action: "serverBanned",
      actor: { id: admin.id },
      data: { address: "203.0.113.7/32", reason: "flood" },
    });
  });
});

test("logs no internal error", () => {
  expect([...rally.errors, ...beside.errors]).toEqual([]);
});
