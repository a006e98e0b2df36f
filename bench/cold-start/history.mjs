import { WORLD_CONVERSATION_ID } from "@rally/shared/ids";
import { register, runCommands } from "../setup/people.mjs";

export const MESSAGES = 20_000;
export const CONVERSATIONS = 50;
const EACH = MESSAGES / CONVERSATIONS;
/**
 * Messages at the end of the last conversation that alternate between authors, which is the most
 * expensive to render.
 */
const LIVELY = 60;

/**
 * The data on the server, written by commands as users would write it.
 * @typedef {{ owner: import("../setup/people.mjs").Member, last: string, newest: string }} History
 *   `owner`: a member of every conversation; `last`: the conversation that was opened last;
 *   `newest`: the id of its newest message
 */

/** @returns {Promise<History>} */
export async function fillServer(rally) {
  const owner = await register(rally, "owner");
  const others = [];
  // Registers two accounts at a time: hashing two passwords keeps two cores busy.
  while (others.length < CONVERSATIONS - 1) {
    others.push(...(await Promise.all([register(rally), register(rally)])));
  }
  others.length = CONVERSATIONS - 1;

  for (const other of others) {
    const { id } = await owner.call("POST", "/api/v1/conversations", {
      kind: "direct",
      userId: other.id,
    });
    await runCommands(other, said(id, 0, EACH / 2));
    await runCommands(owner, said(id, EACH / 2, EACH / 2 - 1));
    await runCommands(other, said(id, EACH - 1, 1));
    await runCommands(owner, [read(id)]);
  }
  const last = WORLD_CONVERSATION_ID;
  const share = Math.floor((EACH - LIVELY) / others.length);
  for (const other of others) await runCommands(other, said(last, 0, share));
  const rest = EACH - share * others.length;
  for (let number = 0; number < rest; number += 1) {
    await runCommands(others[number % others.length], said(last, number, 1));
  }
  await runCommands(owner, [read(last)]);
  const [newest] = await owner.call("GET", `/api/v1/conversations/${last}/messages?limit=1`);
  return { owner, last, newest: newest.id };
}

function said(conversationId, from, count) {
  return Array.from({ length: count }, (_, index) => [
    "message.send",
    { conversationId, content: { kind: "text", body: sentence(from + index) } },
  ]);
}

const read = (conversationId) => ["marker.set", { conversationId, seq: EACH }];

const words =
  "the court is free at six so bring both rackets and we play until it rains or somebody wins twice".split(
    " ",
  );

/** Returns a text of one word to one paragraph, as in a chat. */
function sentence(number) {
  const length = 2 + ((number * 7) % 23) + (number % 40 === 0 ? 60 : 0);
  return Array.from({ length }, (_, index) => words[(number * 5 + index * 3) % words.length]).join(
    " ",
  );
}
