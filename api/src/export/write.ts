import { performance } from "node:perf_hooks";
import { setTimeout as pause } from "node:timers/promises";
import { exportedLists, exportedParts } from "@rally/shared/export";
import type { User } from "@rally/shared/server/models";
import * as z from "zod";
import type { ApiContext } from "../http/index.js";
import { listSources, readPage, type List } from "./lists.js";
import { readParts } from "./parts.js";

/** Characters per write, so that a slow reader is noticed soon. */
const CHUNK = 64 * 1024;
/** An export pauses this many times as long as it has used the event loop. */
const REST = 3;

/**
 * Writes an export in the response envelope. It reads rows only as the response asks for them, and
 * checks each by its schema.
 */
export async function* writeExport(
  context: Pick<ApiContext, "database" | "files">,
  user: User,
): AsyncGenerator<string> {
  const parts = await readParts(context, user);
  let text = `{"success":true,"data":{"exportedAt":${Date.now()}`;
  for (const name of Object.keys(exportedParts) as (keyof typeof exportedParts)[]) {
    text += `,"${name}":${JSON.stringify(z.parse(exportedParts[name], parts[name]))}`;
  }
  for (const name of Object.keys(listSources) as List[]) {
    text += `,"${name}":[`;
    let separator = "";
    for await (const rows of pagesOf(context, user.id, name)) {
      for (const row of rows) {
        text += separator + row;
        separator = ",\n";
        if (text.length < CHUNK) continue;
        yield text;
        text = "";
      }
    }
    text += "]";
  }
  yield `${text}}}\n`;
}

/** The rows of a list as JSON, page by page. */
async function* pagesOf(
  { database }: Pick<ApiContext, "database">,
  userId: string,
  name: List,
): AsyncGenerator<string[]> {
  let after: string | undefined;
  do {
    const { rows, next } = await readPage(database, userId, name, after);
    const began = performance.now();
    const written = rows.map((row) => JSON.stringify(z.parse(exportedLists[name], row)));
    const took = performance.now() - began;
    yield written;
    if (next !== undefined) await pause(REST * took);
    after = next;
  } while (after !== undefined);
}
