import { mkdir, rename, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { createTransport } from "nodemailer";
import MimeNode from "nodemailer/lib/mime-node";

/** Timeout in milliseconds for each SMTP step; shorter than the first retry delay. */
const TIMEOUT_MS = 8_000;

export interface OutgoingMail {
  id: string;
  from: string;
  to: string;
  messageId: string;
  subject: string;
  text: string;
}

/** Delivers a mail. @throws the reason of a failure. */
export type Deliver = (mail: OutgoingMail) => Promise<void>;

/** Keeps vacation notices from answering. */
const headers = { "Auto-Submitted": "auto-generated" };

/** Delivers over the configured SMTP server, or to files when none is set. */
export function openTransport({
  smtpUrl,
  dataDirectory,
}: {
  smtpUrl: string | undefined;
  dataDirectory: string;
}): Deliver {
  return smtpUrl === undefined ? outbox(join(dataDirectory, "outbox")) : overSmtp(smtpUrl);
}

function overSmtp(url: string): Deliver {
  const transport = createTransport({
    url,
    connectionTimeout: TIMEOUT_MS,
    greetingTimeout: TIMEOUT_MS,
    socketTimeout: TIMEOUT_MS,
    disableFileAccess: true,
    disableUrlAccess: true,
  });
  return async ({ from, to, messageId, subject, text }) => {
    const recipient = { name: "", address: to };
    await transport.sendMail({ from, to: recipient, messageId, subject, text, headers });
  };
}

/**
 * Writes one `.eml` file per mail, readable by the server's user only and renamed when complete.
 */
function outbox(folder: string): Deliver {
  return async (mail) => {
    await mkdir(folder, { recursive: true, mode: 0o700 });
    const unfinished = join(folder, `${mail.id}.part`);
    await writeFile(unfinished, readable(mail), { mode: 0o600 });
    // Ids rise with time, so the folder lists mails in order.
    await rename(unfinished, join(folder, `${mail.id}.eml`));
  };
}

/** The mail without the SMTP line wrapping, which breaks links. */
function readable({ from, to, messageId, subject, text }: OutgoingMail): string {
  const head = new MimeNode("text/plain; charset=utf-8");
  head.setHeader({
    ...{ From: from, To: to, Subject: subject, "Message-ID": messageId, ...headers },
    "Content-Transfer-Encoding": "8bit",
  });
  return `${head.buildHeaders().replaceAll("\r\n", "\n").trimEnd()}\n\n${text}`;
}
