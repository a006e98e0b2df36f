/**
 * Every bound that both sides must know, with its reason. A server can be started with others
 * (`startRally`), for instance by a bench; clients treat these as the defaults.
 */
export const limits = {
  /** Characters of one text: a long letter; four bytes each still fit the room's tail. */
  textLength: 8_000,
  /** Characters of a group's name: a line. */
  nameLength: 80,
  /** People whom one brings into a group as it is made: each one's row is locked for it. */
  groupMembers: 100,
  /** Changes kept in a room's tail, so that opening costs the same whatever the history. */
  tailChanges: 200,
  /** UTF-8 bytes of JSON kept in a room's tail; one change alone may be larger. */
  tailBytes: 48 * 1024,
  /** Commands in one batch: bounds one request's work. */
  batchCommands: 100,
  /** Bytes of one HTTP body: a full batch of long texts. */
  bodyBytes: 4 * 1024 * 1024,
  /** Rows of one page. */
  pageRows: 100,
  /** Members up to which a room has read marks and pokes. */
  smallRoomMembers: 100,
  /** Bytes of one WebSocket frame from a client. */
  frameBytes: 256 * 1024,
  /** Bytes of a user's room: some hundred drafts. */
  userRoomBytes: 1024 * 1024,
  /** Bytes of one awareness state: a flag or two and a bot's half-written reply. */
  awarenessBytes: 10 * 1024,
  /** Connections up to which a room's awareness lists who is there; above, it counts. */
  awarenessList: 100,
  /** Milliseconds after which a mutating draft or marker may cause the next poke. */
  pokeInterval: 1_000,
} as const;

export type Limits = { [name in keyof typeof limits]: number };
