import { msg } from "@lit/localize";
import type { RallyDatabase } from "../database/index.js";
import type { Device } from "../device/index.js";
import { pathTo } from "../navigation/index.js";
import { discard, retry } from "../outbox/index.js";
import { peopleOf } from "../people/index.js";
import { openReport } from "../reports/index.js";
import { authorName } from "./conversation-name.js";
import type { ComposingState } from "./composer/composing-state.js";
import { enqueueMessage, getConversation, type MessageView } from "./index.js";
import { contentText } from "../content/index.js";
import type { MessageAction } from "./messages/message-actions.js";
import type { MessageDialogName } from "./messages/message-dialogs.js";
import { enqueuePin } from "./messages/pins.js";
import { dropRefusedVotes, enqueuePollEnd, enqueueVote } from "./messages/polls.js";
import { enqueueReaction } from "./messages/reactions.js";

/** The parts of the page on which the actions of a message act. */
export interface ActionScope {
  device: Device;
  conversationId: string;
  composing: ComposingState;
  /** Opens the emoji picker beside a message. */
  pickReaction: (messageId: string) => Promise<string | undefined>;
  showNewest: () => void;
  /** Shows and announces a short sentence. */
  notify: (sentence: string) => void;
  showDialog: (name: MessageDialogName, view: MessageView) => Promise<void>;
}

/** Carries out what the user chose in the menu or the sheet of a message. */
export async function runMessageAction(
  action: MessageAction,
  view: MessageView,
  { device, conversationId, composing, pickReaction, showNewest, showDialog, notify }: ActionScope,
): Promise<void> {
  const { database } = device;
  switch (action) {
    case "reply":
      composing.reply(view, await nameOf(database, view));
      break;
    case "edit":
      composing.edit(view);
      break;
    case "copy":
      notify(await copy(contentText(view.content), msg("Text copied")));
      break;
    case "copy-link":
      notify(await copy(messageLink(conversationId, view.id), msg("Link copied")));
      break;
    case "pin":
    case "unpin":
      await enqueuePin(database, conversationId, {
        ...{ messageId: view.id, pinned: action === "pin" },
      });
      break;
    case "delete":
    case "edits":
    case "forward":
    case "readers":
    case "show-voters":
      await showDialog(action, view);
      break;
    case "retry":
      await retry(database, view.unconfirmedEdit?.command ?? view.id);
      break;
    case "discard":
      await discard(database, view.unconfirmedEdit?.command ?? view.id);
      break;
    case "send-again":
      await enqueueMessage(database, conversationId, contentText(view.content));
      await discard(database, view.unconfirmedEdit?.command ?? view.id);
      showNewest();
      break;
    case "report": {
      const name = await nameOf(database, view);
      const hasModerators = (await getConversation(database, conversationId))?.kind !== "direct";
      await openReport({ device, name, hasModerators, subject: { messageId: view.id } });
      break;
    }
    case "choose-reaction": {
      const emoji = await pickReaction(view.id);
      if (emoji === undefined) return;
      await enqueueReaction(database, conversationId, { messageId: view.id, emoji, on: true });
      break;
    }
    case "close-poll":
      await enqueuePollEnd(database, conversationId, view.id);
      break;
    case "dismiss-vote":
      await dropRefusedVotes(database, conversationId, view.id);
      break;
    default:
      // The two actions with a value.
      if (action.startsWith("vote ")) {
        const choices = action.split(" ").slice(1).filter(Boolean).map(Number);
        await enqueueVote(database, conversationId, { messageId: view.id, choices });
      } else {
        await toggleReaction(database, conversationId, view, action.slice("react ".length));
      }
  }
}

/** Writes to the clipboard. @returns `done`, or why it failed. */
async function copy(text: string, done: string): Promise<string> {
  try {
    await navigator.clipboard.writeText(text);
    return done;
  } catch (error) {
    console.error("failed to write to the clipboard", error);
    return msg("Couldn't copy. Your browser doesn't allow it.");
  }
}

/** The address that opens a conversation at a message. */
function messageLink(id: string, message: string): string {
  return new URL(pathTo("message", { id, message }), location.origin).href;
}

async function toggleReaction(
  database: RallyDatabase,
  conversationId: string,
  view: MessageView,
  emoji: string,
): Promise<void> {
  const isOn = view.reactions?.some((one) => one.emoji === emoji && one.mine) ?? false;
  await enqueueReaction(database, conversationId, { messageId: view.id, emoji, on: !isOn });
}

async function nameOf(database: RallyDatabase, { own, author }: MessageView): Promise<string> {
  if (own) return msg("yourself");
  return authorName(author, author === null ? new Map() : await peopleOf(database, [author]));
}
