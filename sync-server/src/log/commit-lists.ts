import type { RoomWrite } from "./room-write.js";

/** What a batch has rows of, besides its conversation's own. */
export type List = "sent" | "done" | "touched" | "markers" | "updates";
type Cell = string | number | null;

interface ListOf<Row> {
  /** Names and types in SQL; `n` stands for the conversation, by its place in the statement. */
  columns: readonly `${string} ${string}`[];
  /** A row's cells in the order of the columns; `at` is where its bytes begin, from 1. */
  cells: (row: Row, n: number, at: number) => Cell[];
  /** A row's bytes, which travel with those of all others as one parameter. */
  bytes?: (row: Row) => Uint8Array;
}

export const conversationList: ListOf<RoomWrite> = {
  columns: [
    ...(["n integer", "id uuid", "epoch bigint", "was_version bigint"] as const),
    ...(["was_number bigint", "was_members integer", "was_rights bigint"] as const),
    ...(["version bigint", "last_seq bigint", "members integer", "number bigint"] as const),
    "at timestamptz",
  ],
  cells: ({ was, ...now }, n) => [
    ...[n, was.id, was.epoch, was.version, was.updateNumber, was.memberCount, was.rights],
    ...[now.version, now.lastSeq, now.memberCount, now.updateNumber, timestamp(now.at)],
  ],
};

export const lists: { readonly [L in List]: ListOf<RoomWrite[L][number]> } = {
  sent: {
    columns: [
      ...(["n integer", "id uuid", "seq bigint", "version bigint", "sent_version bigint"] as const),
      ...(["author_id uuid", "content jsonb", "reply_to uuid", "hash_at integer"] as const),
      ...(["sent_at timestamptz", "edited_at timestamptz", "deleted_at timestamptz"] as const),
      "author_seq bigint",
    ],
    cells: (message, n, at) => [
      ...[n, message.id, message.seq, message.version, message.sentVersion, message.author],
      ...[json(message.content), message.replyTo, at, timestamp(message.sentAt)],
      ...[timestamp(message.editedAt), timestamp(message.deletedAt), message.authorSeq],
    ],
    bytes: ({ hash }) => hash,
  },
  done: {
    columns: [
      ...(["n integer", "user_id uuid", "id uuid", "name text"] as const),
      ...(["hash_at integer", "result jsonb"] as const),
    ],
    cells: ({ userId, commandId, name, result }, n, at) => [
      ...[n, userId, commandId, JSON.stringify(name), at, json(result)],
    ],
    bytes: ({ hash }) => hash,
  },
  touched: {
    columns: [
      ...(["n integer", "id uuid", "version bigint", "content jsonb"] as const),
      ...(["edited_at timestamptz", "deleted_at timestamptz"] as const),
    ],
    cells: ({ id, version, content, editedAt, deletedAt }, n) => [
      ...[n, id, version, json(content), timestamp(editedAt), timestamp(deletedAt)],
    ],
  },
  markers: {
    columns: ["n integer", "user_id uuid", "marker bigint", "version bigint"],
    cells: ({ user, marker, version }, n) => [n, user, marker, version],
  },
  updates: {
    columns: ["n integer", "number bigint", "bytes_at integer", "bytes integer"],
    cells: ({ number, bytes }, n, at) => [n, number, at, bytes.length],
    bytes: ({ bytes }) => bytes,
  },
};

const all = Object.keys(lists) as List[];

/** Which lists have rows, in the order in which the statement takes them. */
export function filledLists(writes: readonly RoomWrite[]): List[] {
  return all.filter((list) => writes.some((write) => write[list].length > 0));
}

/**
 * The statement's parameters: for the conversations and then for each filled list an array literal
 * a column, and behind a list's columns the bytes of its rows, where they have any.
 */
export function commitValues(
  writes: readonly RoomWrite[],
  filled: readonly List[],
): (string | Buffer)[] {
  return [
    ...parametersOf(
      conversationList,
      writes.map((write) => [write]),
    ),
    ...filled.flatMap((list) =>
      parametersOf<never>(
        lists[list] as ListOf<never>,
        writes.map((write) => write[list] as never[]),
      ),
    ),
  ];
}

function parametersOf<Row>(
  list: ListOf<Row>,
  byConversation: readonly (readonly Row[])[],
): (string | Buffer)[] {
  const columns = list.columns.map((): Cell[] => []);
  const pieces: Uint8Array[] = [];
  let length = 0;
  for (const [n, rows] of byConversation.entries()) {
    for (const row of rows) {
      const cells = list.cells(row, n, length + 1);
      for (const [index, column] of columns.entries()) column.push(cells[index] ?? "null");
      const piece = list.bytes?.(row);
      if (!piece) continue;
      pieces.push(piece);
      length += piece.length;
    }
  }
  const arrays = columns.map((cells) => `{${cells.join(",")}}`);
  return list.bytes ? [...arrays, Buffer.concat(pieces, length)] : arrays;
}

/** JSON as a quoted element of an array literal, where quotes and backslashes are escaped as in JSON. */
function json(value: unknown): string | null {
  return value === null ? null : JSON.stringify(JSON.stringify(value));
}

/** Milliseconds since the epoch as PostgreSQL reads them, also beyond the year 9999. */
function timestamp(milliseconds: number | null): string | null {
  if (milliseconds === null) return null;
  return new Date(milliseconds).toISOString().replace(/^\+0*/, "");
}
