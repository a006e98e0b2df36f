import { mkdir, rename, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { createTransport } from "nodemailer";
import MimeNode from "nodemailer/lib/mime-node";

/** Milliseconds that a mail server gets for each step; less than a mail's first wait in the queue. */
const PATIENCE = 8_000;

export interface OutgoingMail {
  id: string;
  from: string;
  to: string;
  messageId: string;
  subject: string;
  text: string;
}

/** Takes a mail away. @throws the reason it could not. */
export type Deliver = (mail: OutgoingMail) => Promise<void>;

/** Says to vacation notices and the like that nobody reads an answer. */
const headers = { "Auto-Submitted": "auto-generated" };

/** Where mail leaves by: a server where one is set, else files that one can read. */
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
    connectionTimeout: PATIENCE,
    greetingTimeout: PATIENCE,
    socketTimeout: PATIENCE,
    disableFileAccess: true,
    disableUrlAccess: true,
  });
  return async ({ from, to, messageId, subject, text }) => {
    const recipient = { name: "", address: to };
    await transport.sendMail({ from, to: recipient, messageId, subject, text, headers });
  };
}

/** One `.eml` for each mail, which only its owner reads; it appears whole. */
function outbox(folder: string): Deliver {
  return async (mail) => {
    await mkdir(folder, { recursive: true, mode: 0o700 });
    const unfinished = join(folder, `${mail.id}.part`);
    await writeFile(unfinished, readable(mail), { mode: 0o600 });
    // Ids rise with time, so that the folder lists mails in their order.
    await rename(unfinished, join(folder, `${mail.id}.eml`));
  };
}

/** The mail with its words as they are: what goes by SMTP is cut into lines that break a link. */
function readable({ from, to, messageId, subject, text }: OutgoingMail): string {
  const head = new MimeNode("text/plain; charset=utf-8");
  head.setHeader({
    ...{ From: from, To: to, Subject: subject, "Message-ID": messageId, ...headers },
    "Content-Transfer-Encoding": "8bit",
  });
  return `${head.buildHeaders().replaceAll("\r\n", "\n").trimEnd()}\n\n${text}`;
}
