import { runCommands } from "@rally/shared/commands";
import { createConversationRoute } from "@rally/shared/conversations";
import { newId } from "@rally/shared/ids";
import { listNotifications, type Notification } from "@rally/shared/notifications";
import { expect } from "vitest";
import { eventually, signUp, type TestPerson, type TestRally } from "../../testing/index.js";

/** Limits with which messages are processed soon after they are sent. */
export const soon = { notificationGather: 20 };

export async function listOf(who: TestPerson): Promise<Notification[]> {
  return (await who.call(listNotifications)).data;
}

export const unreadKinds = async (who: TestPerson): Promise<string[]> =>
  (await listOf(who)).filter(({ readAt }) => readAt === undefined).map(({ kind }) => kind);

/** Runs one command. @returns what it answers, or the code of the refusal. */
export async function command(by: TestPerson, name: string, input: object): Promise<unknown> {
  const { data } = await by.call(runCommands, {
    body: { commands: [{ id: newId(), name, input }] },
  });
  const [answer] = data;
  return answer?.success ? answer.data : answer?.error.code;
}

/** A group whose members have read the notification that they were added. */
export async function group(owner: TestPerson, ...members: TestPerson[]): Promise<string> {
  const body = { kind: "group" as const, name: "club", members: members.map(({ id }) => id) };
  const { data } = await owner.call(createConversationRoute, { body });
  for (const member of members) {
    const [added] = await listOf(member);
    await command(member, "notification.read", { ids: [added?.id] });
  }
  return data.id;
}

export async function people(on: TestRally): Promise<[TestPerson, TestPerson, TestPerson]> {
  return [await signUp(on), await signUp(on), await signUp(on)];
}

/** Waits until all messages of a conversation are processed. */
export async function settled({ database }: TestRally, conversation: string): Promise<void> {
  await eventually(async () => {
    const { rows } = await database.raw<{ rows: object[] }>(
      `select from conversations c join notification_cursors k on k.conversation_id = c.id
        where c.id = ? and c.last_seq = k.seq`,
      [conversation],
    );
    expect(rows).toHaveLength(1);
  });
}
