import * as expressions from "@rally/shared/expressions";
import * as friends from "@rally/shared/relationships";
import * as home from "@rally/shared/home";
import { newId } from "@rally/shared/ids";
import * as people from "@rally/shared/people";
import * as presence from "@rally/shared/presence";
import sharp from "sharp";
import { route, type Operation, type OperationSetup } from "./operation.js";

/** A small PNG file. */
export const onePicture = await sharp({
  create: { width: 9, height: 9, channels: 3, background: "red" },
})
  .png()
  .toBuffer();

const STICKER_PACK = newId();

const partner = ({ fixture }: OperationSetup) => ({ params: { userId: fixture.partnerId } });

/** Operations by route on other users and relationships. */
export const peopleOperations: readonly Operation[] = [
  route("friend.request", "route", friends.requestFriendRoute, partner),
  route("friend.accept", "route", friends.acceptFriendRoute, partner),
  route("friend.withdraw", "route", friends.withdrawFriendRoute, partner),
  route("friend.decline", "route", friends.declineFriendRoute, partner),
  route("friend.remove", "route", friends.removeFriendRoute, partner),
  route("friends", "query", friends.listFriends, () => ({})),
  route("home", "query", home.readHome, () => ({})),
  route("presence of others", "query", presence.listPresence, ({ fixture }) => ({
    query: `id=${fixture.partnerId}`,
  })),
  route("a profile", "query", people.getProfile, ({ actors }) => ({
    params: { name: actors.victim.user.username },
  })),
  route("a picture of one's own", "route", people.uploadAvatar, () => ({
    raw: { type: "image/png", bytes: new Uint8Array(onePicture) },
  })),
  route("the emoji of the server", "query", expressions.listEmoji, () => ({})),
  route("an emoji of the server", "route", expressions.addEmoji, () => ({
    params: { name: "party_cat" },
    raw: { type: "image/png", bytes: new Uint8Array(onePicture) },
  })),
  route("an emoji of the server", "route", expressions.removeEmoji, () => ({
    params: { name: "party_cat" },
  })),
  route("the sticker packs of the server", "query", expressions.listStickerPacks, () => ({})),
  route("a sticker pack of the server", "route", expressions.addStickerPack, () => ({
    ...{ params: { packId: STICKER_PACK }, body: { title: "Matches" } },
  })),
  route("a sticker of the server", "route", expressions.addSticker, () => ({
    params: { packId: STICKER_PACK, stickerId: STICKER_PACK },
    query: "label=Serve",
    raw: { type: "image/png", bytes: new Uint8Array(onePicture) },
  })),
  route("a sticker of the server", "route", expressions.removeSticker, () => ({
    params: { packId: STICKER_PACK, stickerId: STICKER_PACK },
  })),
  route("a sticker pack of the server", "route", expressions.removeStickerPack, () => ({
    params: { packId: STICKER_PACK },
  })),
];
