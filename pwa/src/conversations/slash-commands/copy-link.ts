import { msg, str } from "@lit/localize";

/** Copies an invite link. @returns what the user is told. */
export async function copied(url: string): Promise<string> {
  try {
    await navigator.clipboard.writeText(url);
    return msg(str`Invite link copied: ${url}`);
  } catch {
    // The browser forbids it after a while without a click or a key.
    return msg(str`Your invite link: ${url}`);
  }
}
