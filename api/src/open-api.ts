import type { RequestListener } from "node:http";
import type { Upgrade } from "@rally/shared/server/listening";
import { localAddress } from "@rally/shared/server/config";
import type { Services } from "@rally/shared/server/services";
import type { OnStop } from "@rally/shared/server/process";
import type { ConversationLog } from "@rally/shared/server/log";
import { RemotePresence } from "@rally/sync-server";
import { setupIsOpen } from "./accounts/index.js";
import { createApp } from "./app.js";
import { startMemberCounts, startRemoval } from "./conversations/index.js";
import { GameSockets, MatchServer } from "./games/index.js";
import { limitMails, startSending } from "./mail/index.js";
import { startNotificationWork } from "./notifications/index.js";
import { createPasswords } from "./passwords/index.js";
import { startPushing } from "./push/index.js";
import { startRetention } from "./retention/index.js";

/** The HTTP side of a process: its request handler and its background tasks. */
export interface Api {
  answer: RequestListener;
  /** Handles the upgrades of game sockets. */
  handleUpgrade: Upgrade;
  /** Call it when the port is known; links use it where `PUBLIC_URL` is not set. */
  setPort(port: number): void;
  /** The one-time link that creates the admin; undefined once an admin exists. */
  adminSetupLink(): Promise<string | undefined>;
}

export function openApi(services: Services, log: ConversationLog, onStop: OnStop): Api {
  const { database, history, publicUrl, tokens, bus, limits, host } = services;
  let localUrl = "http://localhost";
  const homeUrl = (): string => publicUrl ?? localUrl;
  startRetention(services, onStop);
  startRemoval(services, onStop);
  const presence = new RemotePresence(bus, { to: "all", silence: limits.presenceSilence });
  const renewing = setInterval(() => {
    presence.forgetSilent(bus.self);
  }, limits.presenceRepeat);
  onStop(() => {
    clearInterval(renewing);
    presence.close();
  });
  const { markerMoved } = startNotificationWork(services, presence, onStop);
  const { memberJoined } = startMemberCounts(services, onStop);
  startPushing(services, presence, onStop);
  const passwords = createPasswords(limits);
  const internalUrl = (): string => services.internalUrl ?? localUrl;
  const matches = new MatchServer({ ...services, internalUrl });
  const games = new GameSockets(services, matches);
  onStop(async () => {
    await matches.stop();
    await games.stop();
  });
  const context = {
    ...services,
    log,
    homeUrl,
    presence,
    markerMoved,
    memberJoined,
    passwords,
    matches,
    limitMail: limitMails(services),
  };
  startSending(context, onStop);
  return {
    answer: createApp(context, onStop),
    handleUpgrade: (request, socket, head) => games.handleUpgrade(request, socket, head),
    setPort(port) {
      localUrl = localAddress(host, port);
    },
    async adminSetupLink() {
      if (!(await setupIsOpen(database))) return undefined;
      return `${homeUrl()}/setup#${tokens.setupToken(history.lineage)}`;
    },
  };
}

/** The sentence with the link for the operator. */
export function setupSentence(link: string): string {
  return `Create the admin's account, with this link that works once: ${link}`;
}
