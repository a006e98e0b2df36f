import type { Database } from "@rally/shared/server/database";
import { expect } from "vitest";
import { eventually } from "./eventually.js";

/** Waits until everybody who signed up is in a member count; that happens a moment later. */
export async function membersCounted(database: Database): Promise<void> {
  await eventually(async () =>
    expect(await database("member_count_changes").count()).toEqual([{ count: 0 }]),
  );
}
