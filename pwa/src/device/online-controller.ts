import type { ReactiveControllerHost } from "lit";
import type { Connection } from "../connection/index.js";
import { ObservableController } from "../observable/index.js";
import type { Device } from "./device.js";

/** Calls `onOnline` when the device is online, and each time it comes back online. */
export class OnlineController {
  private readonly connection: ObservableController<Connection>;
  private status: Connection["status"] | undefined;

  constructor(
    host: ReactiveControllerHost,
    device: () => Device | undefined,
    onOnline: () => void,
  ) {
    this.connection = new ObservableController(
      host,
      () => device()?.connection,
      ({ status }) => {
        const before = this.status;
        this.status = status;
        if (status === "online" && before !== "online") onOnline();
      },
    );
  }

  /** Must be called when the device changes. */
  follow(): void {
    this.status = undefined;
    this.connection.follow();
  }
}
