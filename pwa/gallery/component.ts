import { ContextProvider } from "@lit/context";
import { html, nothing, render, type TemplateResult } from "lit";
import { loadChunk } from "../src/chunk-loading/index.js";
import type { Connection } from "../src/connection/index.js";
import { openDevice } from "../src/app/open-device.js";
import { deviceContext, type Device } from "../src/device/index.js";
import { chooseLanguage, startLocalization } from "../src/localization/index.js";
import { router } from "../src/navigation/index.js";
import { session } from "../src/session/index.js";
import { Observable } from "../src/observable/index.js";
import * as fixtures from "./fixtures.js";

/**
 * The page of the component tests: it shows one component at a time, with a real database, session
 * and router. The connection and presence are set by the test, and its requests are answered by the
 * test, so that no server is needed.
 */
import.meta.glob("../src/**/rally-*.ts", { eager: true });

type Presence = ReadonlyMap<string, "online" | "away">;

/** What a function of a test reaches when it runs inside the page. */
export interface Scope {
  html: typeof html;
  fixtures: typeof fixtures;
  device: Device;
  session: typeof session;
  loadChunk: typeof loadChunk;
  connection: Observable<Connection>;
  presence: Observable<Presence>;
  /** A listener that keeps the events it receives; the test reads them with `events()`. */
  record: (event: Event) => void;
  recorded: { type: string; detail: unknown }[];
  /** Shows `template` in place of what was shown before. */
  show: (template: TemplateResult) => void;
  /**
   * Brings the page back to its beginning: nothing shown, Ada signed in, the database as filled.
   * @returns whether that was possible; if not, the page has to be loaded again.
   */
  reset: () => Promise<boolean>;
}

declare global {
  var scope: Scope | undefined;
}

const PATH = "/component.html";
const root = document.querySelector<HTMLElement>("#component") ?? document.body;
const online: Connection = { status: "online", since: 0, unsent: 0 };

async function open(): Promise<Scope> {
  fixtures.signInAsAda();
  await startLocalization();
  await chooseLanguage("en");
  await session.start();
  router.start();
  const opened = await openDevice(session);
  const connection = new Observable(online);
  const presence = new Observable<Presence>(new Map());
  const device: Device = { ...opened, connection, presence };
  new ContextProvider(root, { context: deviceContext, initialValue: device });
  const recorded: Scope["recorded"] = [];
  return {
    ...{ html, fixtures, device, session, loadChunk, connection, presence, recorded },
    record: (event) => {
      recorded.push({ type: event.type, detail: (event as CustomEvent<unknown>).detail ?? null });
    },
    show: (template) => {
      render(template, root);
    },
    async reset() {
      render(nothing, root);
      if (document.activeElement instanceof HTMLElement) document.activeElement.blur();
      if (!opened.database.isOpen()) return false;
      recorded.length = 0;
      connection.set(online);
      presence.set(new Map());
      localStorage.clear();
      await session.adoptSession(fixtures.signedIn);
      await fixtures.fillDatabase(opened.database);
      router.go(PATH, { replace: true });
      scrollTo(0, 0);
      return true;
    },
  };
}

globalThis.scope = await open();
