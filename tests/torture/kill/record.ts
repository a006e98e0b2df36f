import type { Change } from "@rally/shared/conversations";

/** What a server said it has done. `version`: of the change that did it. */
export interface Acknowledged {
  conversation: string;
  kind: "message" | "edit";
  /** The message. */
  id: string;
  seq?: number;
  version: number;
  at: number;
}

/** All that people were told and shown, to be held against Postgres at the end. */
export class Record {
  readonly acknowledged: Acknowledged[] = [];
  /** Each change as it was shown live, by conversation and version. */
  readonly shown = new Map<string, { conversation: string; change: Change }>();
  /** Sentences about what contradicts itself while it happens. */
  readonly broken: string[] = [];
  commandsSentAgain = 0;
  sent = 0;

  acknowledge(done: Acknowledged): void {
    this.acknowledged.push(done);
  }

  /** Notes what a reader saw; whatever has one version must be one thing for everyone. */
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
