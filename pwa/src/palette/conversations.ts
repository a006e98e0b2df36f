import { msg } from "@lit/localize";
import { html } from "lit";
import {
  conversationName,
  conversationPicture,
  readConversations,
} from "../conversations/index.js";
import type { ConversationView } from "../database/index.js";
import { pathTo, router } from "../navigation/index.js";
import "../people/rally-avatar.js";
import { bestMatches } from "../localization/index.js";
import type { PaletteItem, PaletteSource } from "./palette-source.js";

/** Chats shown before anything is typed: those with the newest messages. */
const RECENT = 5;
const MOST = 8;

/** The chats on this device, by their name or their partner's username. */
export const conversations: PaletteSource = {
  id: "conversations",
  heading: () => msg("Chats"),
  async find(text, { database, conversations }) {
    const all = conversations.value.value ?? (await readConversations(database));
    if (!text.trim()) return all.slice(0, RECENT).map(item);
    return bestMatches(all, text, namesOf, MOST).map(item);
  },
};

function namesOf(conversation: ConversationView): string[] {
  const { partner } = conversation;
  return [conversationName(conversation), ...(partner ? [partner.username] : [])];
}

function item(conversation: ConversationView): PaletteItem {
  const { id, kind, partner } = conversation;
  const name = conversationName(conversation);
  return {
    id: `conversation-${id}`,
    label: name,
    ...(partner && { detail: `@${partner.username}` }),
    picture: () =>
      html`<rally-avatar
        person-id=${partner?.id ?? id}
        .name=${name}
        .avatar=${conversationPicture(conversation)}
        ?world=${kind === "world"}
      ></rally-avatar>`,
    run: () => router.go(pathTo("conversation", { id })),
  };
}
