import type { ChangedRow } from "../../../conversations/index.js";
import type { Database } from "../../database/index.js";

/** A page of a conversation's changes, as one of its members reads it. */
export interface ChangePage {
  conversationId: string;
  /** The user who reads. */
  userId: string;
  /** The first and the last version. */
  between: [number, number];
  limit: number;
}

/** A page of history (messages), for which other types may add rows of their own. */
export interface HistoryPage {
  conversationId: string;
  /** The user who reads. */
  userId: string;
  /** The ids of the page's messages. */
  messages: readonly string[];
  /** Whether the page ends with the newest message, as a new device's first page does. */
  isNewest: boolean;
  /** The conversation's version when the page was read. */
  version: number;
}

/** A type's place in `GET …/changes`: the rows of its table by the version that last touched them. */
export interface ChangeSource {
  /** A column name for the newest version. */
  name: string;
  /** An SQL expression of the newest version of its rows in conversation `$1`, read from an index. */
  newest: string;
  /** The rows of a page in the order of their versions. */
  read(database: Database, page: ChangePage): Promise<ChangedRow[]>;
  /**
   * The rows that a device needs with a page of history, none newer than the page's version. Missing
   * where the page's messages are enough.
   */
  readWithHistory?(database: Database, page: HistoryPage): Promise<ChangedRow[]>;
}
