/** Rooms: their members and documents, awareness, presence and pokes. */
export const roomLimits = {
  /** People whom one brings into a group as it is made: each one's row is locked for it. */
  groupMembers: 100,
  /** Changes kept in a room's tail, so that opening costs the same whatever the history. */
  tailChanges: 200,
  /** UTF-8 bytes of JSON kept in a room's tail; one change alone may be larger. */
  tailBytes: 48 * 1024,
  /** Members up to which a room has read marks and pokes. */
  smallRoomMembers: 100,
  /** Rooms a process keeps though nobody reads them: some 100 MB of documents at most. */
  loadedRooms: 2_000,
  /** Bytes of a user's room: some hundred drafts. */
  userRoomBytes: 1024 * 1024,
  /**
   * Yjs clients in one update: page loads of a long offline spell. Together with
   * `generationClients` also what the state vector of a user's room may list.
   */
  updateClients: 100,
  /** Structs and deleted ranges in one update: twice what a room holds before it begins anew. */
  updateStructs: 10_000,
  /** Structs between the same two neighbours: at most one of each device that typed there offline. */
  updateSiblings: 256,
  /**
   * Yjs clients, structs and bytes past which a user's room begins a new generation. Each page load
   * is a client for ever (45 bytes, and one step of every merge); bytes count only where the texts
   * themselves are less than half of them.
   */
  generationClients: 500,
  generationStructs: 5_000,
  generationBytes: 256 * 1024,
  /** Bytes of one awareness state: a flag or two and a bot's half-written reply. */
  awarenessBytes: 10 * 1024,
  /**
   * Awareness states of one connection a second, and at once: starting and stopping to type. What
   * is more frequent is left out; stock clients repeat their state every 15 s.
   */
  awarenessStates: 4,
  awarenessStatesAtOnce: 20,
  /** Connections up to which a room's awareness lists who is there; above, it counts. */
  awarenessList: 100,
  /**
   * Friends and partners whose presence a user's devices are told of, the last seen first. A poke
   * names all of them who are here: 10 KB, at most once an interval, were all 200 here.
   */
  watchedPeople: 200,
  /** Milliseconds in which processes say again who is here; and after which a silent one is dead. */
  presenceRepeat: 15_000,
  presenceSilence: 40_000,
  /** Milliseconds after which a process adds members that another one left uncounted. */
  memberCountInterval: 30_000,
  /** Milliseconds between two writings of when somebody was last seen: their row, once a minute. */
  lastSeenInterval: 60_000,
  /** Milliseconds after which a mutating draft or marker may cause the next poke. */
  pokeInterval: 1_000,
} as const;
