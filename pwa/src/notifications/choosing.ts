import {
  defaultLevel,
  setDisturb,
  setNotifyLevel,
  type Disturb,
  type NotifyLevel,
} from "@rally/shared/notifications";
import { storing, type RallyDatabase } from "../database/index.js";
import { enqueue } from "../outbox/index.js";

/** What one wants to know of a conversation. */
export function levelOf(conversation: {
  kind: string;
  level?: NotifyLevel | undefined;
}): NotifyLevel {
  return conversation.level ?? defaultLevel(conversation.kind);
}

/** Chooses what of a conversation notifies; shows at once, and leaves when it can. */
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

/** When nothing is to ring, as this device knows it. */
export async function currentDisturb(database: RallyDatabase): Promise<Disturb> {
  return (await database.getMeta("disturb")) ?? ALWAYS;
}

/** Chooses when nothing rings; shows at once, and leaves when it can. */
export async function chooseDisturb(database: RallyDatabase, disturb: Disturb): Promise<void> {
  const { outbox, meta } = database;
  await storing(() =>
    database.transaction("rw", [outbox, meta], async () => {
      await database.setMeta("disturb", disturb);
      await enqueue(database, setDisturb, disturb, { conversation: "" });
    }),
  );
}
