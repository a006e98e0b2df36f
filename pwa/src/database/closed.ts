import { Dexie } from "dexie";

/**
 * For what is done in the background: reports its failure, unless the database was closed meanwhile,
 * as when one signs out in another tab. Then there is nobody left whom it would be for.
 * To be put behind whatever a page starts and does not wait for: what asks the server and then writes
 * may be answered after a sign-out.
 */
export function reportUnlessClosed(error: unknown): void {
  if (!(error instanceof Dexie.DatabaseClosedError)) reportError(error);
}
