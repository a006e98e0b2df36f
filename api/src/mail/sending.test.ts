import { readdir, readFile, stat } from "node:fs/promises";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { SMTPServer } from "smtp-server";
import { afterAll, expect, test } from "vitest";
import {
  arrival,
  eventually,
  readMail,
  signUp,
  startTestRally,
  type ReadMail,
  type TestRally,
} from "../testing/index.js";

interface SmtpServer {
  url: string;
  mails: ReadMail[];
  /** Message-IDs in the order received. */
  ids: string[];
  /** Response codes for the next mails. */
  refusals: number[];
  close(): Promise<void>;
}

const closing: (() => Promise<unknown>)[] = [];
afterAll(async () => {
  for (const close of closing.reverse()) await close();
});

/** Starts an SMTP server on a free port. */
async function startSmtpServer(): Promise<SmtpServer> {
  const mails: ReadMail[] = [];
  const ids: string[] = [];
  const refusals: number[] = [];
  const server = new SMTPServer({
    authOptional: true,
    disabledCommands: ["STARTTLS"],
    onAuth: ({ username, password }, _session, done) =>
      done(null, username === "rally" && password === "secret" ? { user: "rally" } : undefined),
    onData(stream, _session, done) {
      const chunks: Buffer[] = [];
      stream.on("data", (chunk: Buffer) => chunks.push(chunk));
      stream.on("end", () => {
        const responseCode = refusals.shift();
        const message = Buffer.concat(chunks);
        ids.push(/^Message-ID: (.*)$/m.exec(message.toString())?.[1]?.trim() ?? "");
        if (responseCode !== undefined) {
          done(Object.assign(new Error("not now"), { responseCode }));
          return;
        }
        void readMail(message).then((mail) => {
          mails.push(mail);
          done();
        });
      });
    },
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", () => resolve()));
  const { port } = server.server.address() as AddressInfo;
  const close = () => new Promise<void>((resolve) => server.close(() => resolve()));
  closing.push(close);
  return { url: `smtp://rally:secret@127.0.0.1:${port}`, mails, ids, refusals, close };
}

async function start(options: Parameters<typeof startTestRally>[0]): Promise<TestRally> {
  const rally = await startTestRally(options);
  closing.push(() => rally.close());
  return rally;
}

const waiting = ({ database }: TestRally) => database("mails").where("recipient", "like", "%");
const hurry = ({ database }: TestRally) => database("mails").update({ next_at: new Date() });

test("sends mail over the configured server with authentication, and deletes the row", async () => {
  const post = await startSmtpServer();
  const rally = await start({ smtpUrl: post.url });
  const { user } = await signUp(rally);
  await eventually(() => expect(post.mails).toHaveLength(1));
  expect(post.mails[0]).toMatchObject({ to: user.email, subject: "Confirm your email address" });
  expect(post.mails[0]?.token).toMatch(/^[\w-]{43}$/);
  await eventually(async () => expect(await waiting(rally)).toEqual([]));
  expect(await readdir(rally.dataDirectory)).not.toContain("outbox");
});

test("retries a refused mail, later each time, with the same Message-ID", async () => {
  const post = await startSmtpServer();
  post.refusals.push(451, 554);
  const rally = await start({ smtpUrl: post.url });
  await signUp(rally);
  for (const [attempts, seconds] of [
    [1, 30],
    [2, 120],
  ] as const) {
    await eventually(() => expect(post.ids).toHaveLength(attempts));
    const [row] = (await waiting(rally)) as { attempts: number; next_at: Date }[];
    expect(row?.attempts).toBe(attempts);
    const wait = (row?.next_at.getTime() ?? 0) - Date.now();
    expect(Math.abs(wait / 1_000 - seconds)).toBeLessThan(10);
    await hurry(rally);
  }
  await eventually(() => expect(post.mails).toHaveLength(1));
  expect(new Set(post.ids).size).toBe(1);
  expect(rally.errors).toEqual([]);
});

test("keeps a mail while the SMTP server is away and Rally restarts", async () => {
  const post = await startSmtpServer();
  await post.close();
  const rally = await start({ smtpUrl: post.url });
  await signUp(rally);
  await eventually(async () => expect(await waiting(rally)).toMatchObject([{ attempts: 1 }]));
  await rally.restart();
  expect(await waiting(rally)).toHaveLength(1);
});

test("gives up a mail that is refused every time, logs an error, and deletes its content", async () => {
  const post = await startSmtpServer();
  const rally = await start({ smtpUrl: post.url });
  post.refusals.push(451, 451);
  await signUp(rally);
  await eventually(async () => expect(await waiting(rally)).toMatchObject([{ attempts: 1 }]));
  await rally.database("mails").update({ attempts: 7, next_at: new Date() });
  await eventually(() => expect(rally.errors).toEqual(["gave up sending a mail"]));
  const rows = (await waiting(rally)) as { failed_at: Date | null; sealed: Buffer }[];
  expect(rows).toHaveLength(1);
  await eventually(async () => {
    const [row] = (await waiting(rally)) as { failed_at: Date | null; sealed: Buffer }[];
    expect(row?.failed_at).not.toBeNull();
    expect(row?.sealed.length).toBe(0);
  });
});

test("sends each mail once with two processes", async () => {
  const post = await startSmtpServer();
  const one = await start({ smtpUrl: post.url, shared: true });
  await start({ smtpUrl: post.url, beside: one });
  await Promise.all(Array.from({ length: 20 }, () => signUp(one)));
  await eventually(async () => expect(await waiting(one)).toEqual([]));
  expect(new Set(post.ids).size).toBe(20);
  expect(post.ids).toHaveLength(20);
});

test("writes mail to files that only the server's user can read when no SMTP server is set", async () => {
  const rally = await start({});
  const { user } = await signUp(rally);
  const mail = await arrival(rally, user.email, /Confirm/);
  expect(mail.from).toBe("rally@localhost");
  expect(mail.subject).toBe("Confirm your email address");
  const folder = join(rally.dataDirectory, "outbox");
  const [name = ""] = await readdir(folder);
  expect(await readFile(join(folder, name), "utf8")).toContain(`\n${mail.link}\n`);
  expect((await stat(join(folder, name))).mode & 0o777).toBe(0o600);
  expect((await stat(folder)).mode & 0o777).toBe(0o700);
});

test("sends no mail for a transaction that rolled back", async () => {
  const rally = await start({});
  const { user } = await signUp(rally);
  await signUp(rally, { username: user.username }).catch(() => undefined);
  await eventually(async () => expect(await waiting(rally)).toEqual([]));
  expect(await readdir(join(rally.dataDirectory, "outbox"))).toHaveLength(1);
});
