import "./network.js";
import { AsyncLocalStorage } from "node:async_hooks";
import type { TestRally } from "@rally/api/testing";
import { Dexie } from "dexie";
import { IDBFactory, IDBKeyRange } from "fake-indexeddb";
import { conversationResults } from "../../pwa/src/conversations/index.js";
import { RallyDatabase } from "../../pwa/src/database/index.js";
import { request } from "../../pwa/src/http/index.js";
import { Observable } from "../../pwa/src/observable/index.js";
import { flush } from "../../pwa/src/outbox/index.js";
import { startPuller, type Puller } from "../../pwa/src/pull/index.js";
import type { ConversationRoom } from "../../pwa/src/device/index.js";
import { openConversationRoom } from "../../pwa/src/rooms/index.js";
import type { Session, SessionState } from "../../pwa/src/session/index.js";
import { isClosed } from "./closed.js";
import { startApp, type App } from "./app.js";
import { Network, unplug } from "./network.js";
import type { Person } from "./people.js";

let devices = 0;

interface DeviceOptions {
  /** The server that the device connects to first. */
  target: TestRally;
  hasApp: boolean;
}

/**
 * The app's own data layer on one device: its database, outbox, puller, fold and rooms. With `app`
 * it sends and pulls by itself, as a page does; otherwise on demand.
 */
export class Device {
  readonly person: Person;
  readonly network: Network;
  readonly session: Session;
  database: RallyDatabase;
  puller: Puller;
  room: ConversationRoom | undefined;
  app: App | undefined;
  /** The background work, which must end once the network works again. */
  readonly tasks: Promise<void>[] = [];
  /** Unexpected errors. */
  readonly failures: unknown[] = [];
  readonly token: string;
  private readonly number = (devices += 1);
  private readonly hasApp: boolean;
  private readonly storage = new IDBFactory();
  private readonly turns = new Map<string, Promise<unknown>>();

  constructor(person: Person, token: string, { target, hasApp }: DeviceOptions) {
    this.person = person;
    this.token = token;
    this.hasApp = hasApp;
    this.network = new Network(target, token);
    this.session = {
      call: (route, options) => request(route, options, token),
      state: new Observable<SessionState>({
        status: "signed-in",
        userId: person.id,
        username: person.username,
        displayName: person.displayName,
      }),
      accessToken: () => Promise.resolve(token),
      onToken: () => () => undefined,
      discardToken: () => undefined,
    } as Partial<Session> as Session;
    this.database = this.openDatabase();
    this.puller = startPuller(this.database, this.session);
    this.startApp();
  }

  flush(takesLock = false): Promise<void> {
    const { database, session } = this;
    return this.do(
      () => flush(database, session.call, conversationResults, { hurry: true }),
      takesLock,
    );
  }

  pull(): Promise<void> {
    const { puller } = this;
    return this.do(() => puller.all());
  }

  openRoom(conversationId: string): void {
    const { database, session, puller } = this;
    const away = new Observable(false);
    this.room ??= here.run({ device: this }, () =>
      openConversationRoom({ database, session, puller, away }, conversationId),
    );
  }

  closeRoom(): void {
    this.room?.close();
    this.room = undefined;
  }

  /** Closes the app during its work and opens it again from its database. */
  reload(): void {
    this.closeRoom();
    this.app?.close();
    this.puller.stop();
    this.database.close();
    this.turns.clear();
    this.database = this.openDatabase();
    this.puller = startPuller(this.database, this.session);
    this.startApp();
  }

  close(): void {
    this.closeRoom();
    this.app?.close();
    this.puller.stop();
    this.database.close();
    unplug(this.token);
  }

  /**
   * Does something in the background, as this device.
   * @param takesLock whether it takes the lock from another tab.
   * @returns when it is done, or when it waits for a delayed request.
   */
  do(work: () => Promise<unknown>, takesLock = false): Promise<void> {
    const task = here.run({ device: this, takesLock }, async () => {
      try {
        await work();
      } catch (error) {
        // A reload stops the work of the previous page.
        if (!isClosed(error)) this.failures.push(error);
      }
    });
    this.tasks.push(task);
    return Promise.race([task, this.network.stuck()]);
  }

  /** Runs one at a time, like tabs of one device that share a lock. */
  async inTurn<T>(name: string, work: () => Promise<T>): Promise<T> {
    const turn = (this.turns.get(name) ?? Promise.resolve()).then(work, work);
    this.turns.set(
      name,
      turn.catch(() => undefined),
    );
    return turn;
  }

  private startApp(): void {
    if (this.hasApp) this.app = here.run({ device: this }, () => startApp(this));
  }

  private openDatabase(): RallyDatabase {
    Dexie.dependencies.indexedDB = this.storage;
    Dexie.dependencies.IDBKeyRange = IDBKeyRange;
    const database = new RallyDatabase(this.person.id);
    // Dexie publishes changes to all databases with the same name in the process, including those
    // of the user's other devices, which would then work under this device's locks.
    return Object.assign(database, { name: `${database.name}-${this.number}` });
  }
}

/** The current device: each device has its own locks, but Node has one lock manager. */
const here = new AsyncLocalStorage<{ device: Device; takesLock?: boolean }>();

type Work = () => Promise<unknown>;

Object.assign(navigator, {
  locks: {
    request(name: string, first: Work | object, second?: Work): Promise<unknown> {
      const work = second ?? (first as Work);
      const context = here.getStore();
      if (!context || context.takesLock) return work();
      return context.device.inTurn(name, work);
    },
  },
});
