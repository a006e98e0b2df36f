import { joinChannelRoute } from "@rally/shared/channels";
import { createConversationRoute, sendMessageRoute } from "@rally/shared/conversations";
import * as games from "@rally/shared/games";
import { newId } from "@rally/shared/ids";
import { createInviteRoute } from "@rally/shared/invites";
import { addMember } from "@rally/shared/members";
import { createReportRoute } from "@rally/shared/reports";
import { runCommand, type TestPerson } from "../people.js";

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
  /** A plain member of `owned`. */
  member: string;
  /** A report by that member of a message of the caller's in `owned`. */
  reportId: string;
  games: GameSamples;
}

/** Challenges and a match for `routeSamples`. */
interface GameSamples {
  /** Challenges to the caller. */
  received: string;
  declined: string;
  /** Challenges by the caller; one has a link with this code. */
  sent: string;
  code: string;
  /** A match of the partner and the member. */
  match: string;
}

async function gameSamples(
  caller: TestPerson,
  partner: TestPerson,
  member: TestPerson,
): Promise<GameSamples> {
  const challenge = async (by: TestPerson, opponent: string | null) =>
    (await by.call(games.createChallengeRoute, { body: { game: "connect-four", opponent } })).data;
  const other = (await challenge(partner, member.id)).id;
  const accept = { params: { id: other }, body: {} };
  const received = (await challenge(partner, caller.id)).id;
  return {
    ...{ received, declined: (await challenge(member, caller.id)).id },
    sent: (await challenge(caller, member.id)).id,
    code: (await challenge(caller, null)).code ?? "",
    match: (await member.call(games.acceptChallengeRoute, accept)).data.matchId,
  };
}

export async function channelSamples(
  caller: TestPerson,
  partner: TestPerson,
  member: TestPerson,
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
  await runCommand(caller, addMember.name, { conversationId: owned, userId: member.id });
  await caller.call(joinChannelRoute, { params: { id: requested } });
  const content = { kind: "text" as const, body: "hello" };
  const { id: messageId } = (
    await caller.call(sendMessageRoute, { params: { id: owned }, body: { id: newId(), content } })
  ).data;
  const report = await member.call(createReportRoute, { body: { messageId, reason: "spam" } });
  return {
    ...{ owned, joinable, requested },
    ...{ foreignCode: await code(partner, joinable), ownCode: await code(caller, owned) },
    ...{ member: member.id, reportId: report.data.id },
    games: await gameSamples(caller, partner, member),
  };
}
