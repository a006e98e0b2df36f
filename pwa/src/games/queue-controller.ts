import { RallyError } from "@rally/shared/errors";
import {
  joinQueueRoute,
  leaveQueueRoute,
  readQueue,
  type GameId,
  type QueueEntry,
} from "@rally/shared/games";
import type { ReactiveController, ReactiveControllerHost } from "lit";
import { reportUnlessClosed } from "../database/index.js";
import type { Device } from "../device/index.js";
import { NetworkError } from "../http/index.js";

const SECOND_MS = 1_000;
/** Seconds between two renewals of a place in the queue, which ends after 30 s without one. */
const RENEWAL_SECONDS = 3;

/** A user's place in the queue of a game, which lasts as long as its component is in the page. */
export class QueueController implements ReactiveController {
  entry: QueueEntry | undefined;
  /** The seconds since the place was taken. */
  waited = 0;
  private timer: ReturnType<typeof setInterval> | undefined;

  /** @param onEnd called when the place has ended, as it does with a match */
  constructor(
    private readonly host: ReactiveControllerHost,
    private readonly device: () => Device | undefined,
    private readonly onEnd: () => Promise<void>,
  ) {
    host.addController(this);
  }

  hostConnected(): void {}

  hostDisconnected(): void {
    this.leave().catch(reportUnlessClosed);
  }

  /** Waits for an opponent of about the same rating. @throws RallyError, NetworkError */
  async join(game: GameId): Promise<void> {
    const device = this.device();
    if (!device) return;
    const { data } = await device.session.call(joinQueueRoute, { body: { game } });
    this.set(data);
    this.timer = setInterval(() => void this.tick(), SECOND_MS);
  }

  async leave(): Promise<void> {
    if (!this.entry) return;
    this.set(undefined);
    try {
      await this.device()?.session.call(leaveQueueRoute);
    } catch (error) {
      // Without the server, the place ends by itself.
      if (!(error instanceof NetworkError || error instanceof RallyError)) throw error;
    }
  }

  private set(entry: QueueEntry | undefined): void {
    clearInterval(this.timer);
    this.entry = entry;
    this.waited = 0;
    this.host.requestUpdate();
  }

  private async tick(): Promise<void> {
    const [device, { entry }] = [this.device(), this];
    this.waited += 1;
    this.host.requestUpdate();
    if (!device || !entry || this.waited % RENEWAL_SECONDS !== 0) return;
    try {
      const { data } = await device.session.call(readQueue);
      if (data || this.entry !== entry) return;
      this.set(undefined);
      await this.onEnd();
    } catch (error) {
      if (!(error instanceof NetworkError || error instanceof RallyError)) {
        reportUnlessClosed(error);
      }
    }
  }
}
