import { createSecretKey, randomBytes } from "node:crypto";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { newId } from "@rally/shared/ids";
import { socketProtocols } from "@rally/shared/rooms";
import type { Database } from "@rally/shared/server/database";
import { appendMessage, type LogCommand } from "@rally/shared/server/log";
import { openServices } from "@rally/shared/server/services";
import { createTestDatabase } from "@rally/shared/server/testing";
import { createSyncServer, type SyncServer } from "@rally/sync-server";
import { pino } from "pino";
import { WebSocket } from "ws";

/** Rooms without the API: a sync server on its own database, and one member. */
export interface RoomsAlone {
  sync: SyncServer;
  database: Database;
  userId: string;
  /** The ids of the conversations that the member is in. */
  conversations: string[];
  /** Opens a socket to a conversation's room. */
  open(conversationId: string): Promise<WebSocket>;
  close(): Promise<void>;
}

export async function startRooms(count: number): Promise<RoomsAlone> {
  const fixture = await createTestDatabase();
  const ends: (() => unknown)[] = [];
  const services = await openServices(
    {
      config: {
        host: "127.0.0.1",
        port: 0,
        dataDirectory: tmpdir(),
        secret: createSecretKey(randomBytes(48)),
      },
      databaseUrl: fixture.url,
      logger: pino({ level: "silent" }),
      // One member opens all rooms.
      limits: { userSockets: 1e6, userHandshakes: 1e6, userHandshakesAtOnce: 1e6 },
    },
    (end) => void ends.push(end),
  );
  const { database, tokens } = services;
  const sync = createSyncServer(services);
  const server = createServer();
  server.on("upgrade", (request, socket, head) => sync.handleUpgrade(request, socket, head));
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  const [userId, sessionId] = [newId(), newId()];
  const conversations = Array.from({ length: count }, newId);
  await populate(database, { userId, sessionId, conversations });
  const { token } = tokens.signAccess({ userId, sessionId });
  return {
    sync,
    database,
    userId,
    conversations,
    open(id) {
      const address = `ws://127.0.0.1:${port}/sync/conversation.${id}`;
      const socket = new WebSocket(address, socketProtocols(token));
      return new Promise((resolve, reject) => {
        socket.once("open", () => resolve(socket));
        socket.once("error", reject);
      });
    },
    async close() {
      await sync.stop();
      server.closeAllConnections();
      server.close();
      for (const end of ends.reverse()) await end();
      await fixture.drop();
    },
  };
}

async function populate(
  database: Database,
  {
    userId,
    sessionId,
    conversations,
  }: { userId: string; sessionId: string; conversations: string[] },
): Promise<void> {
  await database.raw(
    `insert into users (id, username, display_name, email, password_hash, role)
     values (?, 'one', 'one', 'one@example.org', '-', 'member')`,
    [userId],
  );
  await database.raw(
    "insert into sessions (id, user_id, nonce, expires_at) values (?, ?, '\\x00', now() + interval '1 day')",
    [sessionId, userId],
  );
  await database.raw(
    `with made as (
      insert into conversations (id, kind, member_count, epoch)
      select id, 'direct', 1, 1 + floor(random() * 4294967294)::bigint
      from unnest(?::uuid[]) as new (id) returning id
    ) insert into memberships (conversation_id, user_id) select id, ? from made`,
    [conversations, userId],
  );
}

/** A command that sends a text message, in the form that the API passes to the log. */
export function sendText(userId: string, body: string): LogCommand {
  const [hash, bytes] = [Buffer.alloc(32), 100];
  return {
    call: { userId, commandId: newId(), name: "message.send", hash, bytes },
    input: {},
    handler: {
      needsNoRecord: true,
      decide: ({ commandId: id }, _input, batch) =>
        appendMessage(
          batch,
          { id, author: userId, content: { kind: "text", body } },
          { hash, bytes },
        ),
    },
  };
}
