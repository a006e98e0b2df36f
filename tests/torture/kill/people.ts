import { listConversations, createConversationRoute } from "@rally/shared/conversations";
import { WORLD_CONVERSATION_ID } from "@rally/shared/ids";
import { Device } from "./device.js";
import { signUp, type Person } from "./person.js";
import { follow, type Replica } from "./reader.js";
import type { Record } from "./record.js";
import type { Cluster } from "./cluster.js";

/** One conversation with its observers, which run as long as the torture. */
export interface Watched {
  id: string;
  /** A replica at each sync server, each with a device that folds the changes. */
  replicas: Replica[];
  devices: Device[];
  /** A device that only polls by HTTP. */
  puller: Device;
}

/** The participants. */
export interface People {
  author: Person;
  reader: Person;
  watched: Watched[];
  leave(): void;
}

/** An author and a reader, in the world chat and in their direct conversation. */
export async function gather(cluster: Cluster, record: Record): Promise<People> {
  const author = await signUp(cluster.apis);
  const reader = await signUp(cluster.apis);
  const [url = ""] = cluster.apis();
  const made = await author.ask<{ id: string }>(url, createConversationRoute.path, {
    kind: "direct",
    userId: reader.id,
  });
  await reader.ask(url, listConversations.path);
  const watched = [WORLD_CONVERSATION_ID, made.data.id].map((id) =>
    watch(id, cluster, reader, record),
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

function watch(conversation: string, cluster: Cluster, owner: Person, record: Record): Watched {
  const context = { conversation, owner, record, urls: cluster.apis };
  const short = conversation.slice(0, 4);
  const devices = cluster.syncs().map((_, place) => {
    return new Device({ ...context, name: `the reader of ${short} at sync ${place + 1}` });
  });
  const replicas = devices.map((device, place) =>
    follow({ ...context, name: device.name, device, url: () => cluster.syncs()[place] ?? "" }),
  );
  return {
    id: conversation,
    devices,
    replicas,
    puller: new Device({ ...context, name: `the puller of ${short}` }),
  };
}
