/** Texts and pictures. */
export const contentLimits = {
  /** Characters of a text; at four bytes each they fit the room's tail. */
  textLength: 8_000,
  /** Different emoji with which users may react to one message. */
  reactionKinds: 20,
  /** Texts of one message that are kept, with the current one; older ones are deleted. */
  messageVersions: 50,
  /** Pinned messages of one conversation: a list that is read and shown at once. */
  pins: 100,
  /** Characters of a poll's question, choices of a poll, and characters of each. */
  pollQuestionLength: 300,
  pollChoices: 12,
  pollChoiceLength: 100,
  /** Characters of the name of a sticker, and of its pack. */
  stickerNameLength: 40,
  /** Emoji that the server's admins may add, and characters of the name of one. */
  customEmoji: 500,
  customEmojiNameLength: 32,
  /** Sticker packs that the server's admins may add, and stickers of each; devices store the whole list. */
  stickerPacks: 20,
  stickersOfPack: 40,
  /** Characters of the title of an uploaded pack, and of the label of one of its stickers. */
  stickerPackTitleLength: 40,
  stickerLabelLength: 60,
  /** Characters of the name of a group or channel, and of its topic. */
  nameLength: 80,
  topicLength: 300,
  /** Characters of a display name. */
  displayNameLength: 50,
  /** Characters of a user's bio, and of their status. */
  bioLength: 500,
  statusLength: 80,
  /** Bytes of an uploaded picture. */
  avatarBytes: 5 * 1024 * 1024,
  /** Pixels of a picture by its header: twice what phones take by default, 100 MB decoded. */
  avatarPixels: 25_000_000,
  /** The same for AVIF, of which about eight million pixels are decoded in a second. */
  avatarAvifPixels: 4_200_000,
  /** Milliseconds and bytes that decoding one picture may take before its process is killed. */
  avatarTime: 5_000,
  avatarMemory: 400 * 1024 * 1024,
  /** Pictures per user in ten minutes. */
  avatarsOfUser: 20,
  /** Pictures of emoji and stickers per admin in ten minutes: a whole set at once. */
  expressionsOfUser: 200,
  /** Pictures that one process decodes at once; bounds memory and CPU. */
  avatarsAtOnce: 2,
  /** Pictures that wait to be decoded; more are refused. */
  avatarsWaiting: 32,
  /**
   * Days for which a replaced picture is kept, because devices show it until they receive the new
   * one.
   */
  pictureDays: 7,
} as const;
