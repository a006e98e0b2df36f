import { listConversations, createConversationRoute } from "@rally/shared/conversations";
import { WORLD_CONVERSATION_ID } from "@rally/shared/ids";
import { Device } from "./device.js";
import { signUp, type Person } from "./person.js";
import { follow, type Replica } from "./reader.js";
import type { Record } from "./record.js";
import type { Town } from "./town.js";

/** One conversation with those who look at it for as long as the torture lasts. */
export interface Watched {
  id: string;
  /** A replica at each sync server, each with a device that folds what it hears. */
  replicas: Replica[];
  devices: Device[];
  /** Asks by HTTP alone. */
  puller: Device;
}

/** Who takes part. */
export interface People {
  author: Person;
  reader: Person;
  watched: Watched[];
  leave(): void;
}

/** An author and a reader, in the world chat and in a conversation of their own. */
export async function gather(town: Town, record: Record): Promise<People> {
  const author = await signUp(town.apis);
  const reader = await signUp(town.apis);
  const [url = ""] = town.apis();
  const made = await author.ask<{ id: string }>(url, createConversationRoute.path, {
    kind: "direct",
    userId: reader.id,
  });
  await reader.ask(url, listConversations.path);
  const watched = [WORLD_CONVERSATION_ID, made.data.id].map((id) =>
    watch(id, town, reader, record),
  );
  return {
    author,
    reader,
    watched,
    leave() {
      author.leave();
      reader.leave();
      for (const { replicas, devices, puller } of watched) {
        for (const each of [...replicas, ...devices, puller]) each.leave();
      }
    },
  };
}

function watch(conversation: string, town: Town, owner: Person, record: Record): Watched {
  const context = { conversation, owner, record, urls: town.apis };
  const short = conversation.slice(0, 4);
  const devices = town.syncs().map((_, place) => {
    return new Device({ ...context, name: `the reader of ${short} at sync ${place + 1}` });
  });
  const replicas = devices.map((device, place) =>
    follow({ ...context, name: device.name, device, url: () => town.syncs()[place] ?? "" }),
  );
  return {
    id: conversation,
    devices,
    replicas,
    puller: new Device({ ...context, name: `the puller of ${short}` }),
  };
}
