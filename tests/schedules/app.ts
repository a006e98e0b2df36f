import { eventually, openRoom, type TestRally } from "@rally/api/testing";
import { draftText, roomName } from "@rally/shared/rooms";
import { expect } from "vitest";
import { resultHandlers } from "../../pwa/src/command-results.js";
import type { RallyDatabase } from "../../pwa/src/database/index.js";
import { Observable } from "../../pwa/src/observable/index.js";
import { startSender } from "../../pwa/src/outbox/index.js";
import type { Puller } from "../../pwa/src/pull/index.js";
import { openUserRoom, type UserRoom } from "../../pwa/src/rooms/index.js";
import type { Session } from "../../pwa/src/session/index.js";
import { isClosed } from "./closed.js";
import type { Device } from "./device.js";

/** The background work of a page: sending, receiving changes, and saving drafts. */
export interface App {
  readonly room: Promise<UserRoom>;
  close(): void;
}

interface AppContext {
  database: RallyDatabase;
  session: Session;
  puller: Puller;
}

/** Starts the work that `openDevice` starts in a page. */
export function startApp({ database, session, puller }: AppContext): App {
  const sender = startSender(database, session, resultHandlers);
  const away = new Observable(false);
  let closed = false;
  let opened: UserRoom | undefined;
  const open = async (): Promise<UserRoom> => {
    opened = await openUserRoom({ database, session, away }, (poke) => void puller.poked(poke));
    if (closed) opened.close();
    opened.status.subscribe((status) => {
      if (status !== "live" || closed) return;
      sender.hurry();
      void puller.all();
    });
    return opened;
  };
  const room = open();
  // A page that closes while it starts has no room.
  room.catch((error: unknown) => {
    if (!closed || !isClosed(error)) throw error;
  });
  void puller.all();
  return {
    room,
    close() {
      closed = true;
      sender.stop();
      opened?.close();
    },
  };
}

let words = 0;

/** Appends a unique word to a draft. The word must not be lost once it is on this device's disk. */
export async function draft(device: Device, conversation: string): Promise<void> {
  const { app, database } = device;
  if (!app) return;
  const room = await app.room;
  const opened = room.openDraft(conversation);
  const word = `<${(words += 1)}>`;
  opened.replace(opened.text + word);
  opened.close();
  await room.stored();
  if (device.database === database) device.person.drafted.push(word);
}

/** All devices of each user show the same draft as the server, with every word once [S9]. */
export async function expectDrafts(
  devices: readonly Device[],
  conversation: string,
  server: TestRally,
): Promise<void> {
  for (const person of new Set(devices.map((device) => device.person))) {
    if (person.drafted.length === 0) continue;
    const theirs = devices.filter((device) => device.person === person);
    // A new connection each time, because another schedule may have restarted the server.
    await eventually(async () => {
      const text = await draftOnServer(server, theirs[0] as Device, conversation);
      const found = text.match(/<\d+>/g) ?? [];
      expect(found).toEqual([...new Set(found)]);
      expect(found).toEqual(expect.arrayContaining(person.drafted));
      expect(found.join("")).toBe(text);
      for (const { app } of theirs) {
        const shown = (await app?.room)?.openDraft(conversation);
        expect(shown?.text).toBe(text);
        shown?.close();
      }
    });
  }
}

async function draftOnServer(
  server: TestRally,
  { person, token }: Device,
  conversation: string,
): Promise<string> {
  const witness = await openRoom(server, token, roomName("user", person.id));
  try {
    return draftText(witness.doc, conversation).toJSON();
  } finally {
    witness.leave();
  }
}
