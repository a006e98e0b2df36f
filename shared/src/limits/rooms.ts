/** Rooms: members, documents, awareness, presence and pokes. */
export const roomLimits = {
  /** Members of a new group; each one's row is locked for it. */
  groupMembers: 100,
  /** Seconds of slow mode at most: six hours. */
  slowModeSeconds: 21_600,
  /** Days for which audit logs keep what moderators did, with their addresses; and closed reports. */
  auditDays: 180,
  /** Days for which the server knows who sent a message from which address. */
  sentMessageDays: 30,
  /** Characters of the reason that a moderator gives, or of a report. */
  reasonLength: 500,
  /** Reports that a user can write in an hour. */
  reportsPerHour: 20,
  /** Moderators of a conversation and admins of the server who are notified of a report, of each at most. */
  reportNotified: 20,
  /** IP addresses and ranges that are banned from the server; each process keeps them in memory. */
  bannedAddresses: 10_000,
  /** Bans of one conversation that are in force at the same time. */
  bansOfConversation: 1_000,
  /** Invite links of one conversation that are valid at the same time. */
  invitesOfConversation: 50,
  /** Milliseconds after a declined request to join in which its user can't ask again. */
  joinRequestPause: 24 * 3_600_000,
  /** Owners and admins who are notified of a request to join, the first to have joined. */
  joinRequestNotified: 20,
  /** Changes in a room's tail, so that opening has the same cost for every length of history. */
  tailChanges: 200,
  /** UTF-8 bytes of JSON in a room's tail; a single change may be larger. */
  tailBytes: 48 * 1024,
  /** Members up to which a room has read marks and pokes. */
  smallRoomMembers: 100,
  /** Unused rooms that a process keeps loaded: some 100 MB of documents at most. */
  loadedRooms: 2_000,
  /** Bytes of a user's room: some hundred drafts. */
  userRoomBytes: 1024 * 1024,
  /**
   * Yjs clients in one update: the page loads of a long offline period. With `generationClients`
   * also bounds the state vector of a user's room.
   */
  updateClients: 100,
  /**
   * Structs and deleted ranges in one update: twice what a room holds before its next generation.
   */
  updateStructs: 10_000,
  /** Structs between the same two neighbours: at most one per device that typed there offline. */
  updateSiblings: 256,
  /**
   * Yjs clients, structs and bytes above which a user's room begins a new generation. Each page
   * load adds a client for ever (45 bytes, and a step of every merge); bytes count only where the
   * texts are less than half of them.
   */
  generationClients: 500,
  generationStructs: 5_000,
  generationBytes: 256 * 1024,
  /** Bytes of one awareness state: some flags and a bot's unfinished reply. */
  awarenessBytes: 10 * 1024,
  /**
   * Awareness states of one connection per second, and in a burst. More frequent ones are dropped;
   * stock clients repeat their state every 15 s.
   */
  awarenessStates: 4,
  awarenessStatesAtOnce: 20,
  /** Connections up to which a room's awareness lists users; above it gives a count. */
  awarenessList: 100,
  /**
   * Friends and partners whose presence is sent to a user's devices, those last seen first. A poke
   * lists all of them that are online: 10 KB at most, at most once per interval.
   */
  watchedPeople: 200,
  /**
   * Milliseconds after which processes repeat their presence; and after which a silent process is
   * treated as stopped.
   */
  presenceRepeat: 15_000,
  presenceSilence: 40_000,
  /** Milliseconds after which a process counts members that another one left uncounted. */
  memberCountInterval: 30_000,
  /** Milliseconds between two writes of a user's last-seen time. */
  lastSeenInterval: 60_000,
  /** Milliseconds between two pokes for changes of a draft or marker. */
  pokeInterval: 1_000,
} as const;
