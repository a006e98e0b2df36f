import type { RequestListener } from "node:http";
import { localAddress } from "@rally/shared/server/config";
import type { Foundation } from "@rally/shared/server/foundation";
import type { Ending } from "@rally/shared/server/process";
import { type ConversationLog, HeardPresence } from "@rally/sync-server";
import { limitMails, setupIsOpen } from "./accounts/index.js";
import { createApp } from "./app.js";
import { startMemberCounts } from "./conversations/index.js";
import { startSending } from "./mail/index.js";
import { startNotificationWork } from "./notifications/index.js";
import { createPasswords } from "./passwords/index.js";
import { startPushing } from "./push/index.js";
import { startRetention } from "./retention/index.js";

/** The HTTP side of a process: what answers requests, and what it does by itself. */
export interface Api {
  answer: RequestListener;
  /** To be told once the port is known: links lead to it where no `PUBLIC_URL` is set. */
  listensAt(port: number): void;
  /** The one-time link that creates the admin; unset once there is one. */
  adminSetupLink(): Promise<string | undefined>;
}

export function openApi(foundation: Foundation, log: ConversationLog, ending: Ending): Api {
  const { database, history, publicUrl, tokens, bus, limits, host } = foundation;
  let listening = "http://localhost";
  const homeUrl = (): string => publicUrl ?? listening;
  startRetention(foundation, ending);
  const presence = new HeardPresence(bus, { to: "all", silence: limits.presenceSilence });
  const renewing = setInterval(() => {
    presence.forgetSilent(bus.self);
  }, limits.presenceRepeat);
  ending(() => {
    clearInterval(renewing);
    presence.close();
  });
  const { marked } = startNotificationWork(foundation, presence, ending);
  const { joined } = startMemberCounts(foundation, ending);
  startPushing(foundation, presence, ending);
  const passwords = createPasswords(limits);
  const context = {
    ...foundation,
    log,
    homeUrl,
    presence,
    marked,
    joined,
    passwords,
    takeMail: limitMails(foundation),
  };
  startSending(context, ending);
  return {
    answer: createApp(context, ending),
    listensAt(port) {
      listening = localAddress(host, port);
    },
    async adminSetupLink() {
      if (!(await setupIsOpen(database))) return undefined;
      return `${homeUrl()}/setup#${tokens.setupToken(history.lineage)}`;
    },
  };
}

/** How whoever starts Rally learns of the link. */
export function setupSentence(link: string): string {
  return `Create the admin's account, with this link that works once: ${link}`;
}
