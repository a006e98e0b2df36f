import { banFromConversation, unbanFromConversation } from "@rally/shared/bans";
import { joinChannel } from "@rally/shared/channels";
import type { Command, Input } from "@rally/shared/commands";
import { createConversation, sendMessage, updateConversation } from "@rally/shared/conversations";
import { RallyError } from "@rally/shared/errors";
import { createChallenge, type GameId } from "@rally/shared/games";
import { directConversationId } from "@rally/shared/ids";
import { createInvite } from "@rally/shared/invites";
import { leaveConversation, muteMember, removeMember, unmuteMember } from "@rally/shared/members";
import { updateProfile } from "@rally/shared/people";
import { blockUser, ignoreUser, unblockUser, unignoreUser } from "@rally/shared/relationships";
import { Membership } from "@rally/shared/server/models";
import {
  actionText,
  quickPoll,
  shrugText,
  slashCommandNames,
  unavailable,
  type ArgumentsOf,
  type SlashCommandName,
  type SlashPlace,
} from "@rally/shared/slash-commands";
import { listedChannels } from "../channels/index.js";
import type { CommandStep } from "../commands/index.js";
import type { ApiContext } from "../http/index.js";

/** Where, and by whom, a slash command is run. */
export interface SlashPlaceOf extends SlashPlace {
  context: ApiContext;
  conversationId: string;
  userId: string;
}

/** The values of arguments; `person` is a user's id. */
interface Values {
  person: string;
  text: string;
  duration: number;
  game: GameId;
  quotes: readonly string[];
}

/** The commands that a slash command stands for, or its answer if there is nothing to run. */
export type SlashSteps<Name extends SlashCommandName> = (
  here: SlashPlaceOf,
  values: ArgumentsOf<Name, Values>,
) => Planned | Promise<Planned>;
type Planned = readonly CommandStep[] | { answer: unknown };

function step<C extends Command>({ name }: C, input: Input<C>): CommandStep {
  return { name, input };
}

const say = ({ conversationId }: SlashPlaceOf, body: string): Planned => [
  step(sendMessage, { conversationId, content: { kind: "text", body } }),
];

/** Until when and why a moderator acts; without a duration until it is lifted. */
function termOf(duration: number | undefined, reason: string | undefined) {
  return {
    ...(duration !== undefined && { until: Date.now() + duration }),
    ...(reason !== undefined && { reason }),
  };
}

/** The server's part of each slash command. */
export const slashSteps: { readonly [Name in SlashCommandName]: SlashSteps<Name> } = {
  shrug: (here, { text }) => say(here, shrugText(text)),
  me: (here, { text }) => say(here, actionText(text)),
  msg: ({ userId }, { person, text }) => [
    step(createConversation, { kind: "direct", userId: person }),
    step(sendMessage, {
      conversationId: directConversationId(userId, person),
      content: { kind: "text", body: text },
    }),
  ],
  nick: (_here, { name }) => [step(updateProfile, { displayName: name })],
  away: (_here, { text = "Away" }) => [step(updateProfile, { away: text })],
  back: () => [step(updateProfile, { away: null })],
  join: async (here, { channel }) => [
    step(joinChannel, { conversationId: await channelCalled(here, channel) }),
  ],
  invite: ({ conversationId }) => [step(createInvite, { conversationId })],
  ignore: (_here, { person }) => [step(ignoreUser, { userId: person })],
  unignore: (_here, { person }) => [step(unignoreUser, { userId: person })],
  block: (_here, { person }) => [step(blockUser, { userId: person })],
  unblock: (_here, { person }) => [step(unblockUser, { userId: person })],
  rename: ({ conversationId }, { name }) => [step(updateConversation, { conversationId, name })],
  topic: ({ conversationId }, { topic = "" }) => [
    step(updateConversation, { conversationId, topic }),
  ],
  kick: ({ conversationId }, { person }) => [
    step(removeMember, { conversationId, userId: person }),
  ],
  mute: ({ conversationId }, { person, duration, reason }) => [
    step(muteMember, { conversationId, userId: person, ...termOf(duration, reason) }),
  ],
  unmute: ({ conversationId }, { person }) => [
    step(unmuteMember, { conversationId, userId: person }),
  ],
  ban: ({ conversationId }, { person, duration, reason }) => [
    step(banFromConversation, { conversationId, userId: person, ...termOf(duration, reason) }),
  ],
  unban: ({ conversationId }, { person }) => [
    step(unbanFromConversation, { conversationId, userId: person }),
  ],
  poll: ({ conversationId }, { quotes }) => [
    step(sendMessage, { conversationId, content: quickPoll(quotes) }),
  ],
  play: async (here, { game, person }) => [
    step(createChallenge, { game, opponent: person ?? (await partnerIn(here)) }),
  ],
  leave: ({ conversationId }) => [step(leaveConversation, { conversationId })],
  help: (here) => ({ answer: slashCommandNames.filter((name) => !unavailable(name, here)) }),
};

/** The other member of a chat of two. @throws RallyError `invalid_input` in other conversations */
async function partnerIn({ context, kind, conversationId, userId }: SlashPlaceOf): Promise<string> {
  const partner =
    kind === "direct"
      ? await Membership.query(context.database)
          .where("conversation_id", conversationId)
          .whereNot("user_id", userId)
          .first()
      : undefined;
  if (partner) return partner.userId;
  throw new RallyError("invalid_input", "/play needs <person> in this conversation", {
    fields: { text: ["required"] },
  });
}

/** Channels of a name that are read at most. */
const CHANNELS = 20;

/**
 * The channel in the directory with a name, or the only one whose name begins with it.
 * @throws RallyError `not_found`; `invalid_input` if several match
 */
async function channelCalled(
  { context: { database }, userId }: SlashPlaceOf,
  typed: string,
): Promise<string> {
  const name = typed.replace(/^#/, "").trim();
  const found = await listedChannels(database, userId, {
    ...{ text: name, after: undefined, limit: CHANNELS },
  });
  const same = found.filter((channel) => plain(channel.name) === plain(name));
  const [channel, other] = same.length > 0 ? same : found;
  if (!channel) throw new RallyError("not_found", "There is no such channel");
  if (other) {
    throw new RallyError("invalid_input", "Several channels have this name", {
      fields: { text: ["wrong"] },
    });
  }
  return channel.id;
}

const plain = (name: string): string => name.trim().toLowerCase();
