import { endSessionRoute } from "@rally/shared/accounts";
import { setMarkerRoute } from "@rally/shared/conversations";
import { limits } from "@rally/shared/limits";
import { listNotifications } from "@rally/shared/notifications";
import { readPushKey, subscribeToPush, unsubscribeFromPush } from "@rally/shared/push";
import { roomName } from "@rally/shared/rooms";
import jwt from "jsonwebtoken";
import { createPublicKey } from "node:crypto";
import { describe, expect, test } from "vitest";
import {
  eventually,
  openRoom,
  say,
  signInAgain,
  signUp,
  type PushDevice,
} from "../testing/index.js";
import { command, pushed, startPushRally } from "./testing/push.js";

const { rally, service, push, withDevice, two, settled, processed } = await startPushRally();

describe("a pushed notification", () => {
  test("is small, encrypted for its device only, and signed by this server", async () => {
    const [one, other, id] = await two();
    const device = await withDevice(other);
    const { seq } = await say(one, id, "hello there");
    const { headers, bytes, isReadable, message } = await pushed(device);
    expect(headers).toMatchObject({ "content-encoding": "aes128gcm", urgency: "high" });
    expect(Number(headers["ttl"])).toBeGreaterThan(0);
    expect(bytes).toBeLessThan(4_096);
    expect(isReadable).toBe(false);
    const [, token = "", key = ""] =
      /^vapid t=([^,]+), k=(.+)$/.exec(headers.authorization ?? "") ?? [];
    expect(key).toBe(push.vapid.publicKey);
    expect(jwt.verify(token, publicKey(key), { algorithms: ["ES256"] })).toMatchObject({
      aud: `https://${service.host}`,
    });
    const [notification] = (await other.call(listNotifications)).data;
    expect(headers["topic"]).toBe(notification?.id.replaceAll("-", ""));
    expect(message).toMatchObject({
      userId: other.id,
      id: notification?.id,
      kind: "message",
      title: one.user.displayName,
      body: "hello there",
      path: `/c/${id}`,
      ...{ conversationId: id, fromId: one.id, seq, unread: 1, locale: "en" },
      actions: [
        { action: "reply", title: "Reply" },
        { action: "read", title: "Mark as read" },
      ],
    });
  });

  test("is in its user's language", async () => {
    const [one, other, id] = await two();
    await rally.database("users").where("id", other.id).update({ locale: "fr" });
    const device = await withDevice(other);
    await say(one, id, `@${other.user.username} bonjour`);
    const { message } = await pushed(device);
    expect(message.title).toBe(`${one.user.displayName} vous mentionne`);
    expect(message.actions[0]?.title).toBe("Répondre");
  });

  test("with the longest text fits", async () => {
    const [one, other, id] = await two();
    const device = await withDevice(other);
    await say(one, id, "漢".repeat(8_000));
    expect((await pushed(device)).bytes).toBeLessThan(4_096);
  });

  test("names the notifications read elsewhere, so that the device closes them", async () => {
    const [one, other, id] = await two();
    const device = await withDevice(other);
    await say(one, id, `@${other.user.username} first`);
    const first = await pushed(device);
    await other.call(setMarkerRoute, { params: { id }, body: { seq: 1 } });
    await eventually(async () => {
      expect((await other.call(listNotifications)).meta.unread).toBe(0);
    });
    await say(one, id, "second");
    const { message } = await pushed(device, 2);
    expect(message.read).toEqual([first.message.id]);
  });
});

describe("no push is sent", () => {
  test("while the user has a visible page, but one is sent afterwards", async () => {
    const [one, other, id] = await two();
    const device = await withDevice(other);
    const room = await openRoom(rally, other.token, roomName("user", other.id));
    await say(one, id, "you see this");
    await settled(other);
    expect(device.asked).toBe(0);
    room.leave();
    await eventually(async () => {
      await say(one, id, "you do not see this");
      await settled(other);
      expect(device.pushed.length).toBeGreaterThan(0);
    });
  });

  test("in quiet hours, or for conversations with the level none", async () => {
    const [one, other, id] = await two();
    const device = await withDevice(other);
    await command(other, "notifications.disturb", { hours: null, until: Date.now() + 60_000 });
    await say(one, id, "at night");
    await settled(other);
    await command(other, "notifications.disturb", { hours: null, until: null });
    await command(other, "conversation.notify", { conversationId: id, level: "none" });
    await say(one, id, "of no interest");
    await processed(id);
    await command(other, "conversation.notify", { conversationId: id, level: "all" });
    await say(one, id, "of interest");
    const { message } = await pushed(device);
    expect(message.body).toBe("of interest");
  });

  test("to a session that ended or a device that unsubscribed", async () => {
    const [one, other, id] = await two();
    const again = await signInAgain(rally, other);
    const ended = await withDevice(other, again.token);
    const gone = await withDevice(other);
    await other.call(endSessionRoute, { params: { id: again.id } });
    await other.call(unsubscribeFromPush);
    const rest = await signInAgain(rally, other);
    const device = await withDevice(other, rest.token);
    await say(one, id, "who hears this?");
    await pushed(device);
    expect([ended.asked, gone.asked]).toEqual([0, 0]);
    expect(await rally.database("push_subscriptions").where("session_id", again.id)).toEqual([]);
  });

  test("again for a request that was withdrawn and sent again", async () => {
    const [one, other] = [await signUp(rally), await signUp(rally)];
    const device = await withDevice(other);
    await command(one, "friend.request", { userId: other.id });
    await pushed(device);
    for (let again = 0; again < 2; again += 1) {
      await command(one, "friend.withdraw", { userId: other.id });
      await command(one, "friend.request", { userId: other.id });
    }
    await settled(other);
    expect(device.asked).toBe(1);
    const listed = await other.call(listNotifications);
    expect(listed.data.map(({ kind }) => kind)).toEqual(["friend_request"]);
    expect(listed.meta.unread).toBe(1);
  });

  test("to a browser's former user", async () => {
    const [one, other, id] = await two();
    const device = await withDevice(other);
    const next = await signUp(rally);
    await next.call(subscribeToPush, { body: device.subscription });
    await say(one, id, "for the other alone");
    await settled(other);
    expect(device.asked).toBe(0);
  });
});

test("the newest of a user's subscriptions are kept", async () => {
  const [, other] = await two();
  const devices: PushDevice[] = [];
  for (let n = 0; n < limits.pushDevices + 2; n += 1) {
    devices.push(await withDevice(other, (await signInAgain(rally, other)).token));
  }
  const rows = rally.database("push_subscriptions").where("user_id", other.id);
  const kept = devices.slice(2).map(({ subscription }) => subscription.endpoint);
  expect((await rows.pluck("endpoint")).sort()).toEqual(kept.sort());
});

test("the key belongs to the server and is the same for all users", async () => {
  const [one, other] = await two();
  for (const who of [one, other]) {
    expect((await who.call(readPushKey)).data).toEqual({ publicKey: push.vapid.publicKey });
  }
});

test("the server reports no error", () => {
  expect(rally.errors).toEqual([]);
});

function publicKey(key: string) {
  const bytes = Buffer.from(key, "base64url");
  const [x, y] = [bytes.subarray(1, 33), bytes.subarray(33)].map((part) =>
    part.toString("base64url"),
  );
  return createPublicKey({ key: { kty: "EC", crv: "P-256", x, y }, format: "jwk" });
}
