import { runCommands } from "@rally/shared/commands";
import { createConversationRoute } from "@rally/shared/conversations";
import { newId } from "@rally/shared/ids";
import { uploadAvatar } from "@rally/shared/people";
import { subscribeToPush } from "@rally/shared/push";
import sharp from "sharp";
import {
  askRaw,
  say,
  signUp,
  talk,
  type PushDevice,
  type PushService,
  type TestPerson,
  type TestRally,
} from "../../testing/index.js";

/** Two users with a direct conversation and a shared group. */
export interface Pair {
  rally: TestRally;
  from: TestPerson;
  to: TestPerson;
  direct: string;
  /** A group of `from` without `to`, and one with both. */
  own: string;
  shared: string;
  /** The device of `to`, with the messages pushed to it. */
  device: PushDevice;
}

const picture = await sharp({
  create: { width: 9, height: 9, channels: 3, background: "red" },
})
  .png()
  .toBuffer();

export async function makePair(rally: TestRally, service: PushService): Promise<Pair> {
  const [from, to] = [await signUp(rally), await signUp(rally)];
  const device = service.device();
  await to.call(subscribeToPush, { body: device.subscription });
  const direct = await talk(from, to);
  await say(to, direct, "before");
  const group = async (members: string[]) =>
    (await from.call(createConversationRoute, { body: { kind: "group", name: "g", members } })).data
      .id;
  const [own, shared] = [await group([]), await group([to.id])];
  return { rally, from, to, direct, own, shared, device };
}

/** Gives both users a picture. */
export async function uploadPictures({ rally, from, to }: Pair): Promise<void> {
  for (const { token } of [from, to]) {
    await askRaw(rally.url, {
      ...{ method: "POST", path: uploadAvatar.path, body: new Uint8Array(picture) },
      headers: { Authorization: `Bearer ${token}`, "Content-Type": "image/png" },
    });
  }
}

/** Runs one command. @returns `reached`, or the error code of the refusal. */
export async function run(by: TestPerson, name: string, input: object): Promise<string> {
  const { data } = await by.call(runCommands, {
    body: { commands: [{ id: newId(), name, input }] },
  });
  return data[0]!.success ? "reached" : data[0]!.error.code;
}

export const content = { kind: "text", body: "hello" } as const;
