import { getProfile } from "@rally/shared/people";
import { signUp } from "@rally/api/testing";
import { expect, onTestFinished, test } from "vitest";
import { resultHandlers } from "../command-results.js";
import { flush } from "../outbox/index.js";
import { startPuller } from "../pull/index.js";
import { setUp, signInDevice, signUpDevice, type TestDevice } from "../testing/index.js";
import {
  changeProfile,
  fetchProfile,
  fetchUnknownPeople,
  findKnownPeople,
  getPerson,
  peopleOf,
  readProfile,
} from "./index.js";

const send = ({ database, session }: TestDevice) =>
  flush(database, session.call, resultHandlers, { hurry: true });

test("shows a fetched profile offline, and deletes one that no longer exists", async () => {
  const { rally, proxy } = await setUp();
  const ben = await signUp(rally);
  const ann = await signUpDevice();
  const name = ben.user.username;
  expect(await fetchProfile(ann, name)).toBe(true);
  proxy.cut();
  expect(await readProfile(ann.database, name)).toMatchObject({ id: ben.id });
  proxy.repair();
  await rally.database("users").where("id", ben.id).update({ deleted_at: new Date() });
  expect(await fetchProfile(ann, name)).toBe(false);
  expect(await readProfile(ann.database, name)).toBeUndefined();
});

test("an offline change to the user's own profile shows at once and reaches all devices", async () => {
  const { rally, proxy } = await setUp();
  const ann = await signUpDevice();
  await fetchProfile(ann, ann.username);
  proxy.cut();
  await changeProfile(ann.database, { status: "🚆 on the train" });
  await changeProfile(ann.database, { displayName: "Ann" });
  const changed = { status: "🚆 on the train", displayName: "Ann" };
  expect(await readProfile(ann.database, ann.username)).toMatchObject({
    ...changed,
    waiting: true,
  });
  proxy.repair();
  await send(ann);
  expect(await readProfile(ann.database, ann.username)).toMatchObject({
    ...changed,
    waiting: false,
  });
  const phone = await signInDevice(ann);
  const puller = startPuller(phone.database, phone.session);
  onTestFinished(() => puller.stop());
  await puller.all();
  expect(await readProfile(phone.database, ann.username)).toMatchObject(changed);
  expect(await getPerson(phone.database, ann.userId)).toMatchObject({ displayName: "Ann" });
  const other = await signUp(rally);
  const { data } = await other.call(getProfile, { params: { name: ann.username } });
  expect(data).toMatchObject(changed);
});

test("away and back, typed offline, show at once and restore the status", async () => {
  const { proxy } = await setUp();
  const ann = await signUpDevice();
  await fetchProfile(ann, ann.username);
  await changeProfile(ann.database, { status: "🚆 on the train" });
  await send(ann);
  proxy.cut();
  await changeProfile(ann.database, { away: "at lunch" });
  const shown = async () => (await readProfile(ann.database, ann.username))?.status;
  expect(await shown()).toBe("at lunch");
  await changeProfile(ann.database, { away: null });
  expect(await shown()).toBe("🚆 on the train");
  proxy.repair();
  await send(ann);
  expect(await shown()).toBe("🚆 on the train");
});

test("a deleted user is shown as deleted, and is not found by search", async () => {
  const { rally } = await setUp();
  const ben = await signUp(rally);
  const ann = await signUpDevice();
  const { database, session } = ann;
  await fetchUnknownPeople(database, session.call, [ben.id]);
  expect((await peopleOf(database, [ben.id])).get(ben.id)?.username).toBe(ben.user.username);
  await rally.database("users").where("id", ben.id).update({ deleted_at: new Date() });
  await fetchUnknownPeople(database, session.call, [ben.id], 0);
  const known = (await peopleOf(database, [ben.id])).get(ben.id);
  expect(known).toMatchObject({ username: "", displayName: "Deleted account" });
  expect(await findKnownPeople(database, "")).toEqual([]);
});
