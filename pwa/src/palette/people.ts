import { msg } from "@lit/localize";
import { directConversationId } from "@rally/shared/ids";
import type { Person } from "@rally/shared/people";
import { html } from "lit";
import { startConversation } from "../conversations/index.js";
import type { Device } from "../device/index.js";
import { pathTo, router } from "../navigation/index.js";
import { searchPeople, findPeopleHere } from "../people/index.js";
import "../people/rally-avatar.js";
import type { PaletteItem, PaletteSource } from "./palette-source.js";

/** People to write to: those whom this device knows, then those whom the server finds. */
export const people: PaletteSource = {
  id: "people",
  heading: () => msg("People"),
  find: async (text, device) =>
    text.trim() ? newPartners(device, await findPeopleHere(device.database, text)) : [],
  findMore: async (text, device) => newPartners(device, await searchPeople(device.session, text)),
};

/** Those without a chat with the user yet; the others are found as chats. */
async function newPartners(
  { database, userId }: Device,
  found: readonly Person[],
): Promise<PaletteItem[]> {
  const others = found.filter(({ id }) => id !== userId);
  const chats = await database.conversations.bulkGet(
    others.map(({ id }) => directConversationId(userId, id)),
  );
  return others.filter((_, index) => !chats[index]).map(item);
}

function item(person: Person): PaletteItem {
  const { id, displayName, username, avatar } = person;
  return {
    id: `person-${id}`,
    label: displayName,
    detail: `@${username}`,
    picture: () =>
      html`<rally-avatar person-id=${id} .name=${displayName} .avatar=${avatar}></rally-avatar>`,
    run: async ({ device }) => {
      const conversation = await startConversation(device.database, person);
      router.go(pathTo("conversation", { id: conversation }));
    },
  };
}
