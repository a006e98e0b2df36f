import type { Change } from "@rally/shared/conversations";

/** A server's acknowledgement. `version`: the version of its change. */
export interface Acknowledged {
  conversation: string;
  kind: "message" | "edit";
  /** The message's id. */
  id: string;
  seq?: number;
  version: number;
  at: number;
}

/** All acknowledgements and views, compared with Postgres at the end. */
export class Record {
  readonly acknowledged: Acknowledged[] = [];
  /** Each change as shown live, by conversation and version. */
  readonly shown = new Map<string, { conversation: string; change: Change }>();
  /** Contradictions found during the run, as sentences. */
  readonly broken: string[] = [];
  commandsSentAgain = 0;
  sent = 0;

  acknowledge(done: Acknowledged): void {
    this.acknowledged.push(done);
  }

  /** Records a reader's view; a version must have the same content for all readers. */
  show(conversation: string, change: Change, where: string): void {
    const key = `${conversation} ${change.version}`;
    const before = this.shown.get(key);
    if (!before) this.shown.set(key, { conversation, change });
    else if (JSON.stringify(before.change) !== JSON.stringify(change)) {
      this.broken.push(
        `version ${change.version} was shown as ${JSON.stringify(before.change)} and, ${where}, as ${JSON.stringify(change)}`,
      );
    }
  }
}
