import { me } from "@rally/shared/accounts";
import { expect, onTestFinished, test } from "vitest";
import { NetworkError } from "../http/index.js";
import { dieBeforeStoring, setScene, signUpDevice } from "../testing/index.js";
import { Session } from "./index.js";

const refresh = "/api/v1/auth/refresh";
const password = "correct horse battery";

/** The page opened anew on the same device: nothing in RAM, the hint and the cookie are there. */
function reopen(): Session {
  const session = new Session();
  void session.start();
  return session;
}

test("[S7] a cold start knows who is signed in without asking the server", async () => {
  const { line } = await setScene();
  const ann = await signUpDevice();
  line.cut();
  const session = reopen();
  expect(session.state.value).toMatchObject({ status: "signed-in", userId: ann.userId });
  await expect(session.call(me)).rejects.toThrow(NetworkError);
  line.mend();
  expect((await session.call(me)).data.id).toBe(ann.userId);
});

test("a first visit asks nothing, and neither does a start", async () => {
  const { line } = await setScene();
  expect(reopen().state.value).toEqual({ status: "signed-out" });
  await signUpDevice();
  line.asked.length = 0;
  reopen();
  expect(line.asked).toEqual([]);
});

test("a refused token is renewed once and the call made again", async () => {
  const { line } = await setScene();
  const { session } = await signUpDevice();
  line.answer("/api/v1/me", 401, "unauthenticated");
  expect((await session.call(me)).data).toBeDefined();
  expect(line.asked.filter((asked) => asked.endsWith("/refresh"))).toHaveLength(1);
});

test("several calls without a token refresh once", async () => {
  const { line } = await setScene();
  await signUpDevice();
  const session = reopen();
  await Promise.all([session.call(me), session.call(me), session.call(me)]);
  expect(line.asked.filter((asked) => asked.endsWith("/refresh"))).toHaveLength(1);
});

test("only the server's word ends a session, not its failure", async () => {
  const { rally, line } = await setScene();
  await signUpDevice();
  const session = reopen();
  line.answer(refresh, 503, "unavailable");
  await expect(session.call(me)).rejects.toMatchObject({ code: "unavailable" });
  expect(session.state.value.status).toBe("signed-in");
  await rally.database("sessions").update({ ended_at: new Date() });
  await expect(session.call(me)).rejects.toMatchObject({ code: "session_ended" });
  expect(session.state.value.status).toBe("expired");
});

test("signing out with no network signs out here, and tells the server later", async () => {
  const { line } = await setScene();
  const { session } = await signUpDevice();
  line.cut();
  await session.signOut();
  expect(session.state.value).toEqual({ status: "signed-out" });
  line.mend();
  line.asked.length = 0;
  reopen();
  await expect.poll(() => line.asked).toEqual(["POST /api/v1/auth/logout"]);
  await expect.poll(() => localStorage.getItem("rally.sign-out-owed")).toBeNull();
});

test("[S13] a browser that dies right after signing in is signed in when it starts again", async () => {
  const { line } = await setScene();
  const ann = await signUpDevice();
  for (let death = 0; death < 2; death += 1) {
    dieBeforeStoring();
    const session = new Session();
    await session.start();
    expect(session.state.value).toMatchObject({ status: "signed-in", userId: ann.userId });
    expect((await session.call(me)).data.id).toBe(ann.userId);
  }
  expect(line.asked.filter((asked) => asked.endsWith("/resume"))).toHaveLength(2);
});

test("what resumes a session is gone once it is spent, and with a sign-out", async () => {
  const { rally } = await setScene();
  const ann = await signUpDevice();
  await rally.database("sessions").update({ rotated_at: new Date(0) });
  const session = reopen();
  expect((await session.call(me)).data.id).toBe(ann.userId);
  expect((await indexedDB.databases()).map(({ name }) => name)).not.toContain("rally-session");

  await signUpDevice();
  expect((await indexedDB.databases()).map(({ name }) => name)).toContain("rally-session");
  const left = reopen();
  await left.signOut();
  dieBeforeStoring();
  const started = new Session();
  await started.start();
  expect(started.state.value).toEqual({ status: "signed-out" });
});

test("an answer that comes after a sign-out stores nothing and signs nobody in", async () => {
  const { line } = await setScene();
  const { session } = await signUpDevice();
  session.distrustToken();
  line.answer("/api/v1/auth/logout", 503, "unavailable");
  line.beforeAnswer(refresh, () => session.signOut());
  await expect(session.call(me)).rejects.toMatchObject({ code: "session_ended" });
  expect(session.state.value).toEqual({ status: "signed-out" });
  expect(localStorage.getItem("rally.session")).toBeNull();
  const databases = (await indexedDB.databases()).map(({ name }) => name);
  expect(databases).not.toContain("rally-session");
  const started = new Session();
  await started.start();
  expect(started.state.value).toEqual({ status: "signed-out" });
});

test("what the server says of oneself during a sign-out does not undo it", async () => {
  const { line } = await setScene();
  const { session } = await signUpDevice();
  const { data } = await session.call(me);
  line.cut();
  session.beginSignOut();
  session.learn(data);
  expect(localStorage.getItem("rally.session")).toBeNull();
  expect(localStorage.getItem("rally.sign-out-owed")).not.toBeNull();
});

test("a sign-out ends though a frozen tab holds the resume token's database open", async () => {
  await setScene();
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

test("wrong fields and wrong credentials come as errors with their codes", async () => {
  await setScene();
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
