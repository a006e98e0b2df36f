/** Texts and pictures. */
export const contentLimits = {
  /** Characters of one text: a long letter; four bytes each still fit the room's tail. */
  textLength: 8_000,
  /** Characters of a group's name: a line. */
  nameLength: 80,
  /** Characters of somebody's own name: a line of a list. */
  displayNameLength: 50,
  /** Characters of what somebody says of themselves, and of what they are doing just now: a line. */
  bioLength: 500,
  statusLength: 80,
  /** Bytes of a picture of oneself as it is sent: a phone's photograph, cropped. */
  avatarBytes: 5 * 1024 * 1024,
  /** Pixels of it, as its header announces them: twice what phones take by default, 100 MB decoded. */
  avatarPixels: 25_000_000,
  /** The same for AVIF, of which a second decodes some eight million. */
  avatarAvifPixels: 4_200_000,
  /** Milliseconds and bytes that decoding one picture may take; past them its process is ended. */
  avatarTime: 5_000,
  avatarMemory: 400 * 1024 * 1024,
  /** Pictures that one user may send in ten minutes: somebody who tries several. */
  avatarsOfUser: 20,
  /** Pictures decoded at once by one process: what each may take of memory and cores. */
  avatarsAtOnce: 2,
  /** Pictures that wait for it; more are told to come again. */
  avatarsWaiting: 32,
  /** Days that a replaced picture is kept: devices show it until they receive the new one. */
  pictureDays: 7,
} as const;
