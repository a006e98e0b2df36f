import type { Database } from "@rally/shared/server/database";
import { expect } from "vitest";
import { eventually } from "./eventually.js";

/** Waits until every registered user is in a member count, which is updated asynchronously. */
export async function waitForMemberCounts(database: Database): Promise<void> {
  await eventually(async () =>
    expect(await database("member_count_changes").count()).toEqual([{ count: 0 }]),
  );
}
