import { me } from "@rally/shared/accounts";
import { expect, onTestFinished, test } from "vitest";
import { NetworkError } from "../http/index.js";
import { crashBeforeStoring, setUp, signUpDevice } from "../testing/index.js";
import { Session } from "./index.js";

const refresh = "/api/v1/auth/refresh";
const password = "correct horse battery";

/** The page opened anew on the same device: nothing in RAM, the hint and the cookie are there. */
function reopen(): Session {
  const session = new Session();
  void session.start();
  return session;
}

test("[S7] a cold start restores the signed-in user without a request", async () => {
  const { proxy } = await setUp();
  const ann = await signUpDevice();
  proxy.cut();
  const session = reopen();
  expect(session.state.value).toMatchObject({ status: "signed-in", userId: ann.userId });
  await expect(session.call(me)).rejects.toThrow(NetworkError);
  proxy.repair();
  expect((await session.call(me)).data.id).toBe(ann.userId);
});

test("a first visit sends no request, also on start", async () => {
  const { proxy } = await setUp();
  expect(reopen().state.value).toEqual({ status: "signed-out" });
  await signUpDevice();
  proxy.asked.length = 0;
  reopen();
  expect(proxy.asked).toEqual([]);
});

test("renews a refused token once and repeats the call", async () => {
  const { proxy } = await setUp();
  const { session } = await signUpDevice();
  proxy.answer("/api/v1/me", 401, "unauthenticated");
  expect((await session.call(me)).data).toBeDefined();
  expect(proxy.asked.filter((asked) => asked.endsWith("/refresh"))).toHaveLength(1);
});

test("several calls without a token refresh once", async () => {
  const { proxy } = await setUp();
  await signUpDevice();
  const session = reopen();
  await Promise.all([session.call(me), session.call(me), session.call(me)]);
  expect(proxy.asked.filter((asked) => asked.endsWith("/refresh"))).toHaveLength(1);
});

test("only the server's answer ends a session, not a failed request", async () => {
  const { rally, proxy } = await setUp();
  await signUpDevice();
  const session = reopen();
  proxy.answer(refresh, 503, "unavailable");
  await expect(session.call(me)).rejects.toMatchObject({ code: "unavailable" });
  expect(session.state.value.status).toBe("signed-in");
  await rally.database("sessions").update({ ended_at: new Date() });
  await expect(session.call(me)).rejects.toMatchObject({ code: "session_ended" });
  expect(session.state.value.status).toBe("expired");
});

test("signs out on this device when offline, and notifies the server later", async () => {
  const { proxy } = await setUp();
  const { session } = await signUpDevice();
  proxy.cut();
  await session.signOut();
  expect(session.state.value).toEqual({ status: "signed-out" });
  proxy.repair();
  proxy.asked.length = 0;
  reopen();
  await expect.poll(() => proxy.asked).toEqual(["POST /api/v1/auth/logout"]);
  await expect.poll(() => localStorage.getItem("rally.sign-out-owed")).toBeNull();
});

test("[S13] a browser that crashes right after a sign-in is signed in when it starts again", async () => {
  const { proxy } = await setUp();
  const ann = await signUpDevice();
  for (let death = 0; death < 2; death += 1) {
    crashBeforeStoring();
    const session = new Session();
    await session.start();
    expect(session.state.value).toMatchObject({ status: "signed-in", userId: ann.userId });
    expect((await session.call(me)).data.id).toBe(ann.userId);
  }
  expect(proxy.asked.filter((asked) => asked.endsWith("/resume"))).toHaveLength(2);
});

test("deletes the resume token when it is used up, and on sign-out", async () => {
  const { rally } = await setUp();
  const ann = await signUpDevice();
  await rally.database("sessions").update({ rotated_at: new Date(0) });
  const session = reopen();
  expect((await session.call(me)).data.id).toBe(ann.userId);
  expect((await indexedDB.databases()).map(({ name }) => name)).not.toContain("rally-session");

  await signUpDevice();
  expect((await indexedDB.databases()).map(({ name }) => name)).toContain("rally-session");
  const left = reopen();
  await left.signOut();
  crashBeforeStoring();
  const started = new Session();
  await started.start();
  expect(started.state.value).toEqual({ status: "signed-out" });
});

test("an answer that arrives after a sign-out stores nothing and signs no user in", async () => {
  const { proxy } = await setUp();
  const { session } = await signUpDevice();
  session.discardToken();
  proxy.answer("/api/v1/auth/logout", 503, "unavailable");
  proxy.beforeAnswer(refresh, () => session.signOut());
  await expect(session.call(me)).rejects.toMatchObject({ code: "session_ended" });
  expect(session.state.value).toEqual({ status: "signed-out" });
  expect(localStorage.getItem("rally.session")).toBeNull();
  const databases = (await indexedDB.databases()).map(({ name }) => name);
  expect(databases).not.toContain("rally-session");
  const started = new Session();
  await started.start();
  expect(started.state.value).toEqual({ status: "signed-out" });
});

test("an account update during a sign-out does not undo it", async () => {
  const { proxy } = await setUp();
  const { session } = await signUpDevice();
  const { data } = await session.call(me);
  proxy.cut();
  session.beginSignOut();
  session.updateUser(data);
  expect(localStorage.getItem("rally.session")).toBeNull();
  expect(localStorage.getItem("rally.sign-out-owed")).not.toBeNull();
});

test("a sign-out completes although a frozen tab has the resume token's database open", async () => {
  await setUp();
  const { session } = await signUpDevice();
  const opening = indexedDB.open("rally-session");
  const frozen = await new Promise<IDBDatabase>((resolve) => {
    opening.onsuccess = () => resolve(opening.result);
  });
  onTestFinished(() => frozen.close());
  await session.signOut();
  expect(session.state.value).toEqual({ status: "signed-out" });
  const started = new Session();
  await started.start();
  expect(started.state.value).toEqual({ status: "signed-out" });
}, 60_000);

test("rejects invalid fields and wrong credentials with their codes", async () => {
  await setUp();
  const { username } = await signUpDevice();
  const session = new Session();
  const account = { username, email: "other@example.org", password };
  await expect(session.register(account)).rejects.toMatchObject({
    fields: { username: ["taken"] },
  });
  await expect(session.signIn({ login: username, password: "wrong" })).rejects.toMatchObject({
    code: "wrong_credentials",
  });
});
