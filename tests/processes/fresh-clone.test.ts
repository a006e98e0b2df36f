import { execFileSync, spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { chmodSync, cpSync, existsSync, mkdirSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { login } from "@rally/shared/accounts";
import { listConversations } from "@rally/shared/conversations";
import { timeoutFactor } from "@rally/shared/server/testing";
import { afterAll, expect, test } from "vitest";
import { ask, eventually } from "../../api/src/testing/index.js";

const root = join(import.meta.dirname, "../..");
const folder = await mkdtemp(join(process.env.RALLY_TEST_FOLDER ?? tmpdir(), "rally-clone-"));
// Root runs Postgres as another user, who needs search permission here.
chmodSync(folder, 0o711);
const clone = join(folder, "clone");
const running = new Set<ChildProcess>();
afterAll(async () => {
  for (const npm of running) await terminate(npm);
  // About thirty thousand files, whose removal takes minutes on a busy disk.
  await rm(folder, { recursive: true, force: true });
}, 300_000 * timeoutFactor);

/** Copies the files that `git clone` would, including uncommitted changes. */
function copyTree(): void {
  const listed = execFileSync("git", ["ls-files", "-co", "--exclude-standard", "-z"], {
    cwd: root,
  });
  for (const path of listed.toString().split("\0")) {
    if (path === "" || !existsSync(join(root, path))) continue;
    mkdirSync(dirname(join(clone, path)), { recursive: true });
    cpSync(join(root, path), join(clone, path));
  }
}

/** Runs `npm start` until Rally reports that it is ready. */
async function npmStart(
  ...flags: string[]
): Promise<{ npm: ChildProcess; url: string; output: string }> {
  const npm = spawn("npm", ["start", ...(flags.length > 0 ? ["--", ...flags] : [])], {
    cwd: clone,
    env: {
      PATH: process.env.PATH,
      HOME: process.env.HOME,
      PORT: "0",
      RALLY_DATA: join(folder, "data"),
      LOG_LEVEL: "warn",
    },
    stdio: ["ignore", "pipe", "pipe"],
  });
  running.add(npm);
  let output = "";
  return new Promise((resolve, reject) => {
    for (const stream of [npm.stdout, npm.stderr]) {
      stream.on("data", (chunk: Buffer) => {
        output += chunk.toString();
        const ready = /Rally is ready: (http:\/\/\S+)[^]*Ctrl-C/.exec(output);
        if (ready?.[1]) resolve({ npm, url: ready[1], output });
      });
    }
    npm.once("exit", (code) => reject(new Error(`npm ended with ${code}: ${output}`)));
  });
}

/** Sends SIGTERM to npm only, as a service manager does. */
async function terminate(npm: ChildProcess): Promise<void> {
  running.delete(npm);
  if (npm.exitCode !== null || npm.signalCode !== null) return;
  const gone = once(npm, "exit");
  npm.kill("SIGTERM");
  await gone;
}

test(
  "npm start on a fresh clone installs, builds and serves the demo, and serves it again after SIGTERM",
  async () => {
    copyTree();
    const first = await npmStart("--demo");
    const [, names = "", password = ""] =
      /Sign in as (.+); the password of each is (\S+)/.exec(first.output) ?? [];
    const body = { login: names.split(", ")[0] ?? "", password };
    const signIn = async (url: string) => {
      const { body: answer } = await ask(url, login, { body });
      if (!answer.success) throw new Error(JSON.stringify(answer.error));
      const listed = await ask(url, listConversations, { token: answer.data.accessToken });
      return listed.body.success ? listed.body.data.map(({ id, lastSeq }) => [id, lastSeq]) : [];
    };
    const page = await fetch(first.url);
    expect([page.status, page.headers.get("content-type")]).toEqual([
      200,
      "text/html;charset=utf-8",
    ]);
    const conversations = await signIn(first.url);
    expect(conversations.length).toBeGreaterThan(1);

    await terminate(first.npm);
    await eventually(() => expect(fetch(first.url)).rejects.toThrow());

    const second = await npmStart();
    expect(second.output).not.toMatch(/Installing|Building/);
    expect(await signIn(second.url)).toEqual(conversations);
    await terminate(second.npm);
  },
  900_000 * timeoutFactor,
);
