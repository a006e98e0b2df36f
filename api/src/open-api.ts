import type { RequestListener } from "node:http";
import { localAddress } from "@rally/shared/server/config";
import type { Foundation } from "@rally/shared/server/foundation";
import type { Ending } from "@rally/shared/server/process";
import type { ConversationLog } from "@rally/sync-server";
import { forgetOldLinks, setupIsOpen } from "./accounts/index.js";
import { createApp } from "./app.js";
import { forgetOld } from "./commands/index.js";
import { startSending } from "./mail/index.js";

const HOUR_MS = 3_600_000;

/** The HTTP side of a process: what answers requests, and what it does by itself. */
export interface Api {
  answer: RequestListener;
  /** To be told once the port is known: links lead to it where no `PUBLIC_URL` is set. */
  listensAt(port: number): void;
  /** The one-time link that creates the admin; unset once there is one. */
  adminSetupLink(): Promise<string | undefined>;
}

export function openApi(foundation: Foundation, log: ConversationLog, ending: Ending): Api {
  const { database, logger, history, publicUrl, tokens, host } = foundation;
  let listening = "http://localhost";
  const homeUrl = (): string => publicUrl ?? listening;
  const context = { ...foundation, log, homeUrl };
  startSending(context, ending);
  const timer = setInterval(() => {
    Promise.all([forgetOld(database), forgetOldLinks(database)]).catch((error: unknown) => {
      logger.warn({ err: error }, "old commands and links could not be forgotten");
    });
  }, HOUR_MS);
  ending(() => clearInterval(timer));
  return {
    answer: createApp(context),
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
