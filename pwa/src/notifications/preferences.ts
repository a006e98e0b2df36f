import {
  defaultLevel,
  setDisturb,
  setNotifyLevel,
  type Disturb,
  type NotifyLevel,
} from "@rally/shared/notifications";
import { storing, type RallyDatabase } from "../database/index.js";
import { enqueue } from "../outbox/index.js";

/** The notification level of a conversation. */
export function levelOf(conversation: {
  kind: string;
  level?: NotifyLevel | undefined;
}): NotifyLevel {
  return conversation.level ?? defaultLevel(conversation.kind);
}

/** Sets a conversation's notification level; it applies at once and is sent when possible. */
export async function chooseLevel(
  database: RallyDatabase,
  conversationId: string,
  level: NotifyLevel,
): Promise<void> {
  const { outbox, conversations } = database;
  await storing(() =>
    database.transaction("rw", [outbox, conversations], async () => {
      await conversations.update(conversationId, { level });
      await enqueue(
        database,
        setNotifyLevel,
        { conversationId, level },
        { conversation: conversationId },
      );
    }),
  );
}

const ALWAYS: Disturb = { hours: null, until: null };

/** The do-not-disturb settings on this device. */
export async function currentDisturb(database: RallyDatabase): Promise<Disturb> {
  return (await database.getMeta("disturb")) ?? ALWAYS;
}

/** Sets do not disturb; it applies at once and is sent when possible. */
export async function chooseDisturb(database: RallyDatabase, disturb: Disturb): Promise<void> {
  const { outbox, meta } = database;
  await storing(() =>
    database.transaction("rw", [outbox, meta], async () => {
      await database.setMeta("disturb", disturb);
      await enqueue(database, setDisturb, disturb, { conversation: "" });
    }),
  );
}
