import { expectSignedIn, signIn, signUp } from "./steps/accounts.js";
import { expectProgress, openConversation, say } from "./steps/conversation.js";
import { expect, test } from "./steps/device.js";
import { newMember } from "./steps/member.js";
import { useRally } from "./steps/rally.js";

// Chromium writes cookies to disk 12 to 40 s late, and `localStorage` some seconds late.
const rally = useRally();

test("[S13] a browser killed right after registering is signed in at each of the next starts", async ({
  newProfile,
}) => {
  const profile = newProfile(rally);
  let page = await profile.open();
  await signUp(page, "ada");
  for (let start = 0; start < 3; start += 1) {
    await profile.kill();
    page = await profile.open();
    await page.goto("/");
    await expectSignedIn(page);
    await openConversation(page, "World chat");
    await say(page, `start ${start}`);
    await expectProgress(page, `start ${start}`, "Sent");
  }
});

test("[S13] a browser killed right after signing in is signed in when it starts again", async ({
  newProfile,
}) => {
  await newMember(rally, "ben");
  const profile = newProfile(rally);
  const page = await profile.open();
  await signIn(page, "ben");
  await profile.kill();
  const again = await profile.open();
  await again.goto("/");
  await expectSignedIn(again);
  await openConversation(again, "World chat");
  await say(again, "Back");
  await expectProgress(again, "Back", "Sent");
});

test("[S13] a browser killed within seconds of a start is signed in at the next starts", async ({
  newProfile,
}) => {
  const profile = newProfile(rally);
  let page = await profile.open();
  await signUp(page, "cleo");
  // Closed regularly, which writes the cookie; then days pass.
  await profile.close();
  await rally.ageSessions();
  for (let start = 0; start < 3; start += 1) {
    page = await profile.open();
    await page.goto("/");
    await expectSignedIn(page);
    await openConversation(page, "World chat");
    await say(page, `cleo ${start}`);
    await expectProgress(page, `cleo ${start}`, "Sent");
    await profile.kill();
  }
});

test("[S11] a session cookie that was replaced twice ends the session when it is used again", async ({
  newProfile,
}) => {
  const profile = newProfile(rally);
  const page = await profile.open();
  await signUp(page, "dora");
  const stolen = await page.context().cookies(`${rally.url}/api/v1/auth/refresh`);
  for (let use = 0; use < 2; use += 1) {
    await rally.ageSessions();
    await page.reload();
    await openConversation(page, "World chat");
    await say(page, `dora ${use}`);
    await expectProgress(page, `dora ${use}`, "Sent");
  }
  const cookie = stolen.map(({ name, value }) => `${name}=${value}`).join("; ");
  const reused = await fetch(`${rally.url}/api/v1/auth/refresh`, {
    method: "POST",
    headers: { cookie },
  });
  expect(reused.status).toBe(401);
});
