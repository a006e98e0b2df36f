import { joinChannelRoute } from "@rally/shared/channels";
import { createConversationRoute } from "@rally/shared/conversations";
import { createInviteRoute } from "@rally/shared/invites";
import type { TestPerson } from "../people.js";

/** Channels for `routeSamples`. */
export interface ChannelSamples {
  /** A private channel of the caller, which the partner has asked to join. */
  owned: string;
  /** A public channel of the partner. */
  joinable: string;
  /** A private channel of the partner, which the caller has asked to join. */
  requested: string;
  /** The code of an invite link to `joinable`, and one to `owned`. */
  foreignCode: string;
  ownCode: string;
}

export async function channelSamples(
  caller: TestPerson,
  partner: TestPerson,
): Promise<ChannelSamples> {
  const create = async (owner: TestPerson, visibility: "public" | "private") => {
    const body = { kind: "channel" as const, name: "club", visibility, listed: true };
    return (await owner.call(createConversationRoute, { body })).data.id;
  };
  const code = async (owner: TestPerson, id: string) =>
    (await owner.call(createInviteRoute, { params: { id }, body: {} })).data.code;
  const owned = await create(caller, "private");
  const joinable = await create(partner, "public");
  const requested = await create(partner, "private");
  await partner.call(joinChannelRoute, { params: { id: owned } });
  await caller.call(joinChannelRoute, { params: { id: requested } });
  return {
    ...{ owned, joinable, requested },
    ...{ foreignCode: await code(partner, joinable), ownCode: await code(caller, owned) },
  };
}
