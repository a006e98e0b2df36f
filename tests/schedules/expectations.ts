import { isOfMessage, type Change, textOf } from "@rally/shared/conversations";
import { expect } from "vitest";
import type { OutboxRow } from "../../pwa/src/database/index.js";
import type { Device } from "./device.js";
import { byUser, unreadOf, withoutTimes, type ServerState } from "./server-state.js";

/** Checks that a reconnected device shows the server's state and that its outbox is empty. */
export async function expectInStep(
  { database, person, failures }: Device,
  conversation: string,
  server: ServerState,
): Promise<OutboxRow[]> {
  const [held, messages, markers, outbox] = await Promise.all([
    database.conversations.get(conversation),
    database.messages.toArray(),
    database.markers.toArray(),
    database.outbox.toArray(),
  ]);
  expect(failures).toEqual([]);
  const shown = messages.map(({ conversation: _conversation, counts: _counts, ...row }) => row);
  shown.sort((a, b) => (a.seq ?? 0) - (b.seq ?? 0));
  expect(shown.map(withoutTimes)).toEqual(server.messages.map(withoutTimes));
  const seen = markers.map(({ conversation: _conversation, ...row }) => row);
  expect(byUser(seen)).toEqual(byUser(server.markers));
  if (server.members.size > 0) {
    expect(held).toMatchObject({
      cursor: server.version,
      version: server.version,
      lastSeq: server.lastSeq,
      marker: server.members.get(person.id)?.marker,
      unread: unreadOf(server, person.id),
    });
    expect(held?.lastMessage?.id).toBe(server.messages.at(-1)?.id);
  }
  for (const row of outbox) {
    expect(["sent", "refused"]).toContain(row.state);
    // A rejection has a reason, and never a server error: the command itself caused it.
    if (row.state === "refused") {
      expect(["not_found", "not_the_author", "message_deleted", "invalid_input"]).toContain(
        row.error?.code,
      );
    }
  }
  return outbox;
}

/** Checks that the log contains each sent command once, no rejected command, and nothing else. */
export function expectOnce(
  log: readonly Change[],
  outboxes: ReadonlyMap<string, OutboxRow[]>,
): void {
  const sent = [...outboxes].flatMap(([author, rows]) =>
    rows.filter(({ state }) => state === "sent").flatMap((row) => effectOf(author, row)),
  );
  const happened = log.flatMap((change) => (isOfMessage(change) ? [effect(change)] : []));
  expect(happened.filter((one, index) => happened.indexOf(one) !== index)).toEqual([]);
  // When two devices of a user delete the same message, both get the same result from one change.
  expect([...new Set(sent)].sort()).toEqual([...happened].sort());
}

type TextChange = Extract<Change, { type: "message" | "edit" | "delete" }>;

function effect(change: TextChange): string {
  const text = change.type === "delete" ? "" : textOf(change.content);
  return [change.author, change.type, change.id, text].join(" ");
}

function effectOf(author: string, { id, name, input }: OutboxRow): string[] {
  const { messageId, content } = input as { messageId: string; content: { body: string } };
  switch (name) {
    case "message.send":
      return [[author, "message", id, content.body].join(" ")];
    case "message.edit":
      return [[author, "edit", messageId, content.body].join(" ")];
    case "message.delete":
      return [[author, "delete", messageId, ""].join(" ")];
    default:
      return [];
  }
}
