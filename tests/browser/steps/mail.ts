import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { expect } from "@playwright/test";
import PostalMime from "postal-mime";
import { timeoutFactor } from "@rally/shared/server/testing";
import type { Rally } from "./rally.js";

/**
 * Waits for an email in the outbox of a Rally without a mail server, and returns the link in it.
 */
export async function arrival(
  rally: Rally,
  address: string,
  subject: RegExp,
): Promise<{ link: string }> {
  let link = "";
  const look = async (): Promise<string> => {
    const folder = join(rally.dataDirectory, "outbox");
    for (const name of await readdir(folder).catch(() => [])) {
      if (!name.endsWith(".eml")) continue;
      const mail = await PostalMime.parse(await readFile(join(folder, name)));
      if (mail.to?.[0]?.address !== address || !subject.test(mail.subject ?? "")) continue;
      link = /https?:\/\/\S+/.exec(mail.text ?? "")?.[0] ?? "";
    }
    return link;
  };
  await expect
    .poll(look, { message: `an email to ${address}`, timeout: 10_000 * timeoutFactor })
    .not.toBe("");
  return { link };
}
