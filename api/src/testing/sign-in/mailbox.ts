import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import PostalMime from "postal-mime";
import { eventually } from "../eventually.js";

export interface ReadMail {
  from: string;
  to: string;
  subject: string;
  text: string;
  /** The link in the mail, and its token. */
  link: string;
  token: string;
}

/** Parses a mail. */
export async function readMail(message: string | Uint8Array): Promise<ReadMail> {
  const mail = await PostalMime.parse(message);
  const text = mail.text ?? "";
  const link = /https?:\/\/\S+/.exec(text)?.[0] ?? "";
  return {
    from: mail.from?.address ?? "",
    to: mail.to?.[0]?.address ?? "",
    subject: mail.subject ?? "",
    text,
    link,
    token: link.split("#")[1] ?? "",
  };
}

/** All mails to an address in the outbox folder, oldest first. */
export async function mailsTo(
  { dataDirectory }: { dataDirectory: string },
  address: string,
): Promise<ReadMail[]> {
  const folder = join(dataDirectory, "outbox");
  const names = await readdir(folder).catch(() => []);
  const finished = names.filter((name) => name.endsWith(".eml")).sort();
  const mails = await Promise.all(
    finished.map(async (name) => readMail(await readFile(join(folder, name)))),
  );
  return mails.filter(({ to }) => to.toLowerCase() === address.toLowerCase());
}

/** Waits for the newest mail to an address whose subject matches. */
export function arrival(
  at: { dataDirectory: string },
  address: string,
  subject: RegExp,
  count = 1,
): Promise<ReadMail> {
  return eventually(async () => {
    const fitting = (await mailsTo(at, address)).filter((mail) => subject.test(mail.subject));
    const last = fitting.at(-1);
    if (!last || fitting.length < count)
      throw new Error(`No mail to ${address} matches ${subject}`);
    return last;
  });
}
