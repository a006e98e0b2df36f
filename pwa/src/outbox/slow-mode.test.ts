import {
  createConversationRoute,
  listMessages,
  updateConversationRoute,
} from "@rally/shared/conversations";
import { joinChannelRoute } from "@rally/shared/channels";
import { signUp } from "@rally/api/testing";
import { expect, test } from "vitest";
import { resultHandlers } from "../command-results.js";
import { enqueueMessage } from "../conversations/index.js";
import { setUp, signUpDevice, type TestDevice } from "../testing/index.js";
import { flush } from "./index.js";
import { stopClock } from "./testing/outbox.js";

const send = ({ database, session }: TestDevice) =>
  flush(database, session.call, resultHandlers, { hurry: false });

test("messages in slow mode wait for their turn and keep their order", async () => {
  const { rally } = await setUp();
  const owner = await signUp(rally);
  const body = { kind: "channel" as const, name: "Slow", visibility: "public" as const };
  const { id } = (await owner.call(createConversationRoute, { body })).data;
  await owner.call(updateConversationRoute, { params: { id }, body: { slowMode: 3_600 } });
  const ann = await signUpDevice();
  await ann.session.call(joinChannelRoute, { params: { id } });
  stopClock();
  for (const text of ["one", "two", "three"]) await enqueueMessage(ann.database, id, text);
  const texts = async () => {
    const { data } = await owner.call(listMessages, { params: { id }, query: {} });
    return data.map(({ content }) => (content?.kind === "text" ? content.body : "")).toReversed();
  };
  await send(ann);
  expect(await texts()).toEqual(["one"]);
  const waiting = await ann.database.outbox.where("state").equals("pending").toArray();
  expect(waiting).toHaveLength(2);
  for (const { error } of waiting) expect(error).toBeUndefined();

  /** The server's interval is over. */
  const pass = async () => {
    const at = new Date(Date.now() - 3_601_000);
    await rally.database("messages").where("conversation_id", id).update({ created_at: at });
    await rally.database("conversations").where({ id }).increment("rights", 1);
  };
  await pass();
  // The third message may be due before the second one.
  const [, third] = waiting;
  await ann.database.outbox.update(third?.order ?? 0, { retry: { since: 0, wait: 0, tries: 1 } });
  await send(ann);
  expect(await texts()).toEqual(["one"]);

  await ann.database.outbox.toCollection().modify((row) => {
    if (row.retry) row.retry.wait = 0;
  });
  await send(ann);
  expect(await texts()).toEqual(["one", "two"]);
});
