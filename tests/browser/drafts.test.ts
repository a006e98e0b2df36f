import { signIn, signUp } from "./steps/accounts.js";
import {
  composer,
  inList,
  openConversation,
  RECOVERY,
  say,
  startConversation,
} from "./steps/conversation.js";
import { expect, test } from "./steps/device.js";
import { newMember } from "./steps/member.js";
import { useRally } from "./steps/rally.js";
import { waitForServiceWorker } from "./steps/storage.js";

const rally = useRally();

test("[S9] the same draft edited offline on two devices ends as one merged text on both", async ({
  newDevice,
}) => {
  const laptop = await newDevice(rally);
  const phone = await newDevice(rally);
  await signUp(laptop, "ada");
  await signIn(phone, "ada");
  for (const device of [laptop, phone]) {
    await openConversation(device, "World chat");
    await waitForServiceWorker(device);
  }
  await composer(laptop).pressSequentially("tea");
  await expect(composer(phone)).toHaveValue("tea");

  await rally.kill();
  await composer(laptop).press("Home");
  await composer(laptop).pressSequentially("Green ");
  await composer(phone).press("End");
  await composer(phone).pressSequentially(" at five");
  await expect(composer(laptop)).toHaveValue("Green tea");
  await expect(composer(phone)).toHaveValue("tea at five");

  await phone.reload();
  await expect(composer(phone)).toHaveValue("tea at five");

  await rally.startAgain();
  for (const device of [laptop, phone]) {
    await expect(composer(device)).toHaveValue("Green tea at five", RECOVERY);
  }
});

test("[S9] a draft appears on the user's other device and in the list, and is removed when it is sent", async ({
  newDevice,
}) => {
  await newMember(rally, "ben");
  const laptop = await newDevice(rally);
  const phone = await newDevice(rally);
  await signUp(laptop, "cleo");
  await startConversation(laptop, "ben");
  await composer(laptop).pressSequentially("Half a thou");

  await signIn(phone, "cleo");
  await expect(inList(phone, "ben")).toContainText("Draft: Half a thou");
  await openConversation(phone, "ben");
  await expect(composer(phone)).toHaveValue("Half a thou");
  await composer(phone).press("End");
  await composer(phone).pressSequentially("ght");
  await expect(composer(laptop)).toHaveValue("Half a thought");

  await say(phone, "A whole thought");
  await expect(composer(laptop)).toHaveValue("");
});
