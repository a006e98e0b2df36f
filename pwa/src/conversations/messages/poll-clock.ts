import type { ReactiveController, ReactiveControllerHost } from "lit";
import type { MessageView } from "./message-views.js";

const MINUTE = 60_000;

/**
 * Renders a list of messages again when a poll in it closes, and each minute while one of them
 * shows when it will: one timer for all polls.
 */
export class PollClock implements ReactiveController {
  private timer: ReturnType<typeof setTimeout> | undefined;

  constructor(private readonly host: ReactiveControllerHost) {
    host.addController(this);
  }

  hostDisconnected(): void {
    clearTimeout(this.timer);
  }

  /** Call it after each render. */
  follow(views: readonly MessageView[]): void {
    clearTimeout(this.timer);
    const now = Date.now();
    const waits = views.flatMap(({ content, poll }) => {
      if (content?.kind !== "poll" || content.closesAt === undefined) return [];
      return content.closesAt > now && poll?.closedAt === undefined ? content.closesAt - now : [];
    });
    if (waits.length === 0) return;
    this.timer = setTimeout(
      () => {
        this.host.requestUpdate();
      },
      Math.min(MINUTE, ...waits),
    );
  }
}
