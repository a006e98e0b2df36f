import { msg, str } from "@lit/localize";
import { joinChannel, listChannels } from "@rally/shared/channels";
import { enqueue } from "../../outbox/index.js";
import { storing } from "../../database/index.js";
import type { Device } from "../../device/index.js";

/** What becomes of `/join`. */
interface JoinOutcome {
  type: "done" | "refused";
  sentence: string;
}

/** Joins the channel with this name in the directory, or asks to. @throws NetworkError, RallyError */
export async function joinByName(
  { database, session }: Pick<Device, "database" | "session">,
  typed: string,
): Promise<JoinOutcome> {
  const name = typed.replace(/^#/, "").trim();
  const query = { search: name.slice(0, 64), limit: 20 };
  const { data } = await session.call(listChannels, { query });
  const same = data.filter((channel) => plain(channel.name) === plain(name));
  const [channel, other] = same.length > 0 ? same : data;
  if (!channel) return refused(msg(str`There's no channel called “${name}”.`));
  if (other)
    return refused(msg(str`Several channels match “${name}”. Open Channels to choose one.`));
  if (channel.state === "joined") return refused(msg(str`You're already in ${channel.name}.`));
  await storing(() => enqueue(database, joinChannel, { conversationId: channel.id }));
  const sentence =
    channel.visibility === "public"
      ? msg(str`Joining ${channel.name}. It will show up in your chats.`)
      : msg(str`Asking to join ${channel.name}. An admin has to accept you.`);
  return { type: "done", sentence };
}

function refused(sentence: string): JoinOutcome {
  return { type: "refused", sentence };
}

function plain(name: string): string {
  return name.trim().toLocaleLowerCase();
}
