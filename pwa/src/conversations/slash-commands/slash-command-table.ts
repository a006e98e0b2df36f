import { msg, str } from "@lit/localize";
import { banRoute, unbanFromConversation } from "@rally/shared/bans";
import { runCommands } from "@rally/shared/commands";
import { RallyError, type ErrorCode } from "@rally/shared/errors";
import type { GameId } from "@rally/shared/games";
import { newId } from "@rally/shared/ids";
import { createInviteRoute } from "@rally/shared/invites";
import { muteMemberRoute, removeMember, unmuteMemberRoute } from "@rally/shared/members";
import type { Person } from "@rally/shared/people";
import {
  actionText,
  quickPoll,
  shrugText,
  type ArgumentsOf,
  type SlashArgumentName,
  type SlashCommandName,
} from "@rally/shared/slash-commands";
import { enqueue } from "../../outbox/index.js";
import { enqueueContent, enqueueMessage, leave, updateDetails } from "../data/enqueue-commands.js";
import { startConversation } from "../data/start-conversation.js";
import type { ConversationRow } from "../../database/index.js";
import type { Device } from "../../device/index.js";
import { createChallenge, gameEntries } from "../../games/index.js";
import { changeProfile } from "../../people/index.js";
import { copied } from "./copy-link.js";
import { joinByName } from "./join-by-name.js";
import { pollProblem } from "../polls/poll-problem.js";
import { changeRelation, relationCommands, type Relation } from "../../relationships/index.js";

/** The context in which a command runs. */
export interface SlashContext {
  device: Pick<Device, "database" | "session" | "connection">;
  conversation: ConversationRow;
  /** Shows the commands that are available in this conversation. */
  showHelp: () => unknown;
}

/** The result of an entered text. */
export type SlashOutcome =
  /** A message to send. */
  | { type: "message"; text: string }
  /** The command ran; the sentence is shown if nothing else shows the effect. */
  | { type: "done"; sentence?: string }
  /** The command did not run; `isMessage` if the user may have meant to send the text as it is. */
  | { type: "refused"; sentence: string; isMessage?: true };

export interface SlashCommandEntry<Name extends SlashCommandName> {
  /** A short description: starts with a verb, without a full stop. */
  help: () => string;
  /** Which users the completion of a user argument offers, by their relation to this user. */
  offers?: (relation: Relation) => boolean;
  /** Runs the available command with checked arguments. @throws NetworkError, RallyError */
  run: (
    context: SlashContext,
    values: ArgumentsOf<
      Name,
      { person: Person; text: string; duration: number; game: GameId; quotes: readonly string[] }
    >,
  ) => SlashOutcome | Promise<SlashOutcome>;
}

type SlashCommandTable = {
  readonly [Name in SlashCommandName]: SlashCommandEntry<Name>;
};

/**
 * The app's part of each slash command. To add one, add its definition to
 * `shared/src/slash-commands/commands.ts` and its entry here.
 */
export const slashCommandTable: SlashCommandTable = {
  shrug: {
    help: () => msg("Add ¯\\_(ツ)_/¯ to your message"),
    run: (_context, { text }) => ({ type: "message", text: shrugText(text) }),
  },
  me: {
    help: () => msg("Say what you're doing, in italics"),
    run: (_context, { text }) => ({ type: "message", text: actionText(text) }),
  },
  msg: {
    help: () => msg("Send someone a private message"),
    offers: ({ blocked }) => !blocked,
    run: async ({ device: { database } }, { person, text }) => {
      const id = await startConversation(database, person);
      await enqueueMessage(database, id, text);
      return done(msg(str`Your message to ${person.displayName} is in your chat with them.`));
    },
  },
  nick: {
    help: () => msg("Change your display name"),
    run: async ({ device: { database } }, { name }) => {
      await changeProfile(database, { displayName: name });
      return done(msg(str`Your name is now ${name}.`));
    },
  },
  away: {
    help: () => msg("Set a status that says you're away"),
    run: async ({ device: { database } }, { text = msg("Away") }) => {
      await changeProfile(database, { away: text });
      return done(msg(str`Your status is now “${text}”. /back ends it.`));
    },
  },
  back: {
    help: () => msg("Show the status you had before /away"),
    run: async ({ device: { database } }) => {
      await changeProfile(database, { away: null });
      return done(msg("Welcome back! Your status is what it was before."));
    },
  },
  join: {
    help: () => msg("Join a channel by its name"),
    run: ({ device }, { channel }) => joinByName(device, channel),
  },
  invite: {
    help: () => msg("Create an invite link and copy it"),
    run: async ({ device: { session }, conversation }) => {
      const { data } = await session.call(createInviteRoute, {
        params: { id: conversation.id },
        body: {},
      });
      return done(await copied(data.url));
    },
  },
  ignore: {
    help: () => msg("Quietly hide someone's messages"),
    offers: ({ ignored }) => !ignored,
    run: async ({ device }, { person }) => {
      await changeRelation(device.database, relationCommands.ignoreUser, person);
      return done(msg(str`You're now ignoring ${person.displayName}.`));
    },
  },
  unignore: {
    help: () => msg("Show someone's messages again"),
    offers: ({ ignored }) => ignored,
    run: async ({ device }, { person }) => {
      await changeRelation(device.database, relationCommands.unignoreUser, person);
      return done(msg(str`You're no longer ignoring ${person.displayName}.`));
    },
  },
  block: {
    help: () => msg("Block someone: no messages either way"),
    offers: ({ blocked }) => !blocked,
    run: async ({ device }, { person }) => {
      await changeRelation(device.database, relationCommands.blockUser, person);
      return done(msg(str`You blocked ${person.displayName}.`));
    },
  },
  unblock: {
    help: () => msg("Let someone message you again"),
    offers: ({ blocked }) => blocked,
    run: async ({ device }, { person }) => {
      await changeRelation(device.database, relationCommands.unblockUser, person);
      return done(msg(str`You unblocked ${person.displayName}.`));
    },
  },
  rename: {
    help: () => msg("Give this group or channel a new name"),
    run: async ({ device, conversation }, { name }) => {
      await updateDetails(device.database, conversation.id, { name });
      return { type: "done" };
    },
  },
  topic: {
    help: () => msg("Say what this group or channel is about"),
    run: async ({ device, conversation }, { topic = "" }) => {
      await updateDetails(device.database, conversation.id, { topic });
      return { type: "done" };
    },
  },
  kick: {
    help: () => msg("Remove someone from this group or channel"),
    run: async ({ device, conversation: { id } }, { person }) => {
      const input = { conversationId: id, userId: person.id };
      await enqueue(device.database, removeMember, input, { conversation: id });
      return done(msg(str`You removed ${person.displayName}.`));
    },
  },
  mute: {
    help: () => msg("Stop someone from writing, for 10m, 2h or 1d"),
    run: async ({ device, conversation: { id } }, { person, duration, reason }) => {
      const params = { id, userId: person.id };
      await device.session.call(muteMemberRoute, { params, body: termOf(duration, reason) });
      return done(msg(str`You muted ${person.displayName}.`));
    },
  },
  unmute: {
    help: () => msg("Let someone write again"),
    run: async ({ device, conversation: { id } }, { person }) => {
      await device.session.call(unmuteMemberRoute, { params: { id, userId: person.id } });
      return done(msg(str`You unmuted ${person.displayName}.`));
    },
  },
  ban: {
    help: () => msg("Keep someone out for good, or for 2h or 1d"),
    run: async ({ device, conversation: { id } }, { person, duration, reason }) => {
      const body = { userId: person.id, ...termOf(duration, reason) };
      await device.session.call(banRoute, { params: { id }, body });
      return done(msg(str`You banned ${person.displayName}.`));
    },
  },
  unban: {
    help: () => msg("Let someone who is banned come back"),
    run: async ({ device, conversation: { id } }, { person }) => {
      const command = {
        id: newId(),
        name: unbanFromConversation.name,
        input: { conversationId: id, userId: person.id },
      };
      const { data } = await device.session.call(runCommands, { body: { commands: [command] } });
      const [answer] = data;
      if (answer && !answer.success)
        throw new RallyError(answer.error.code as ErrorCode, answer.error.message);
      return done(msg(str`${person.displayName} can come back now.`));
    },
  },
  poll: {
    help: () => msg("Ask a question with choices to vote on"),
    async run({ device, conversation }, { quotes }) {
      const content = quickPoll(quotes);
      const problem = pollProblem(content);
      if (problem) return { type: "refused", sentence: problem.sentence };
      await enqueueContent(device.database, conversation.id, content);
      return { type: "done" };
    },
  },
  play: {
    help: () => msg("Challenge someone to a game"),
    offers: ({ blocked }) => !blocked,
    run: async ({ device: { session }, conversation }, { game, person }) => {
      const opponent = person ?? conversation.partner;
      const name = gameEntries[game].name();
      if (!opponent) {
        return {
          type: "refused",
          sentence: msg(str`Who do you want to play with? Type /play ${game} @name`),
        };
      }
      await createChallenge(session, game, opponent.id);
      return done(
        msg(
          str`You challenged ${opponent.displayName} to ${name}. We'll tell you when they accept.`,
        ),
      );
    },
  },
  leave: {
    help: () => msg("Leave this group or channel"),
    run: async ({ device, conversation }) => {
      await leave(device.database, conversation.id);
      return { type: "done" };
    },
  },
  help: {
    help: () => msg("See the commands you can use here"),
    run: async ({ showHelp }) => {
      await showHelp();
      return { type: "done" };
    },
  },
};

/** The name of each argument in a command's usage. */
export const argumentLabels: Readonly<Record<SlashArgumentName, () => string>> = {
  person: () => msg("@name"),
  text: () => msg("text"),
  name: () => msg("name"),
  topic: () => msg("topic"),
  channel: () => msg("channel"),
  duration: () => msg("2h"),
  reason: () => msg("reason"),
  game: () => msg("game"),
  quotes: () => msg('"question" "choice" "choice"'),
};

/** Until when and why a moderator acts; without a duration until it is lifted. */
function termOf(duration: number | undefined, reason: string | undefined) {
  return {
    ...(duration !== undefined && { until: Date.now() + duration }),
    ...(reason !== undefined && { reason }),
  };
}

function done(sentence: string): SlashOutcome {
  return { type: "done", sentence };
}
