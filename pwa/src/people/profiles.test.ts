import { getProfile } from "@rally/shared/people";
import { signUp } from "@rally/api/testing";
import { expect, onTestFinished, test } from "vitest";
import { commandAnswers } from "../answering/index.js";
import { flush } from "../outbox/index.js";
import { startPuller } from "../pull/index.js";
import { setScene, signInDevice, signUpDevice, type TestDevice } from "../testing/index.js";
import { changeProfile, fetchProfile, getPerson, readProfile } from "./index.js";

const send = ({ database, session }: TestDevice) =>
  flush(database, session.call, commandAnswers, { hurry: true });

test("a profile that was seen is there with no network, and one that is gone is not", async () => {
  const { rally, line } = await setScene();
  const ben = await signUp(rally);
  const ann = await signUpDevice();
  const name = ben.user.username;
  expect(await fetchProfile(ann, name)).toBe(true);
  line.cut();
  expect(await readProfile(ann.database, name)).toMatchObject({ id: ben.id });
  line.mend();
  await rally.database("users").where("id", ben.id).update({ deleted_at: new Date() });
  expect(await fetchProfile(ann, name)).toBe(false);
  expect(await readProfile(ann.database, name)).toBeUndefined();
});

test("one's own, changed with no network, shows at once and reaches all devices", async () => {
  const { rally, line } = await setScene();
  const ann = await signUpDevice();
  await fetchProfile(ann, ann.username);
  line.cut();
  await changeProfile(ann.database, { status: "🚆 on the train" });
  await changeProfile(ann.database, { displayName: "Ann" });
  const changed = { status: "🚆 on the train", displayName: "Ann" };
  expect(await readProfile(ann.database, ann.username)).toMatchObject({
    ...changed,
    waiting: true,
  });
  line.mend();
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
