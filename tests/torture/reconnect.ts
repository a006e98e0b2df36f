import { randomBytes } from "node:crypto";
import { mkdtemp } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { startEmbeddedPostgres } from "@rally/shared/server/embedded-postgres";
import { closeCodes } from "@rally/shared/rooms";
import { pino } from "pino";
import type { WebsocketProvider } from "y-websocket";
import { spreadReconnects } from "../../pwa/src/rooms/reconnecting.js";
import { startRallyProcess, type RallyProcess } from "../harness/index.js";
import { onEnd } from "./on-end.js";
import { signUp } from "./kill/person.js";
import { postgresOf, type KillablePostgres } from "./kill/killable-postgres.js";
import { densest, gatherCrowd, type Crowd } from "./reconnect/crowd.js";
import type { Figure, Report } from "./report.js";

/** All clients must be synced within this time (ms) after the server was told to stop. */
const BACK_MS = 30_000;
const AT_ONCE_MS = 100;
/** PostgreSQL's connections report their statistics after ten seconds of idleness. */
const COUNTED_MS = 11_000;

/** The number of clients and users, and the downtime of the server (ms). */
export interface ReconnectTorture {
  clients?: number;
  people?: number;
  away?: number;
  log?: (line: string) => void;
}

/** Restarts a sync server to which all clients are connected. */
export async function tortureByReconnects(options: ReconnectTorture): Promise<Report> {
  const { clients = 1_000, people = 50, away = 3_000, log = () => undefined } = options;
  const folder = await mkdtemp(join(process.env.RALLY_TEST_FOLDER ?? tmpdir(), "cluster-"));
  const silent = pino({ level: "silent" });
  const embedded = await startEmbeddedPostgres({ dataDirectory: folder, logger: silent });
  const postgres = postgresOf(folder, () => Promise.resolve(embedded.url));
  const env = { RALLY_SECRET: randomBytes(48).toString("base64url") };
  const start = (part: "api" | "sync", port = 0) =>
    startRallyProcess({ part, port, env, databaseUrl: embedded.url });
  const api = await start("api");
  let sync = await start("sync");
  const close = onEnd(async () => {
    await Promise.all([api.stop(), sync.stop()]);
    await embedded.stop();
  });
  const report: Report = { figures: [], broken: [] };
  try {
    const signedUp = await Promise.all(
      Array.from({ length: people }, () => signUp(() => [api.url])),
    );
    const tokens = Array.from({ length: clients }, (_, index) => {
      return signedUp[index % people]?.token() ?? "";
    });
    for (const person of signedUp) person.leave();
    const kinds: [name: string, prepare: (provider: WebsocketProvider) => void][] = [
      ["stock", () => undefined],
      ["the app's", spreadReconnects],
    ];
    for (const [name, prepare] of kinds) {
      const crowd = gatherCrowd(sync.url, tokens, prepare);
      try {
        await allSynced(crowd, clients, BACK_MS);
        const restart = async () => {
          const { port } = sync;
          await sync.stop();
          await pause(away);
          sync = await start("sync", port);
          return sync;
        };
        const { figures, broken } = await watchRestart(crowd, clients, postgres, restart);
        report.figures.push(
          ...figures.map((figure) => ({ ...figure, what: `${name}: ${figure.what}` })),
        );
        report.broken.push(...broken.map((sentence) => `${name}: ${sentence}`));
        log(`${name}: done`);
      } finally {
        crowd.leave();
      }
    }
  } finally {
    await close();
  }
  return report;
}

async function watchRestart(
  crowd: Crowd,
  clients: number,
  postgres: KillablePostgres,
  restart: () => Promise<RallyProcess>,
): Promise<Report> {
  crowd.takeAttempts();
  crowd.takeCodes();
  const statementsBefore = await statements(postgres);
  const began = performance.now();
  const sync = await restart();
  const listening = performance.now();
  const cpuBefore = await cpuSeconds(sync);
  const peak = await allSynced(crowd, clients, BACK_MS - (listening - began));
  const back = performance.now();
  const cpu = (await cpuSeconds(sync)) - cpuBefore;
  const attempts = crowd.takeAttempts().filter((moment) => moment >= listening);
  const codes = crowd.takeCodes();
  const goingDown = codes.filter((code) => code === closeCodes.goingDown).length;
  const final = codes.filter((code) => code >= 4400 && code < 4500).length;
  await pause(COUNTED_MS);
  const asked = (await statements(postgres)) - statementsBefore;
  const figures: Figure[] = [
    { what: "clients", value: clients },
    { what: "not back", value: clients - crowd.synced(), most: 0 },
    { what: "closed for good", value: final, most: 0 },
    { what: "not told to try again (4503)", value: clients - goingDown, most: 0 },
    {
      what: "all back after SIGTERM",
      value: (back - began) / 1_000,
      unit: "s",
      most: BACK_MS / 1_000,
    },
    { what: "all back after it listened", value: (back - listening) / 1_000, unit: "s" },
    { what: "attempts once it listened", value: attempts.length },
    { what: `most attempts within ${AT_ONCE_MS} ms`, value: densest(attempts, AT_ONCE_MS) },
    { what: "handshakes under way, peak", value: peak },
    { what: "server's processor time", value: cpu, unit: "s" },
    { what: "statements a client", value: asked / clients },
  ];
  return { figures, broken: [] };
}

/** @returns the highest number of concurrent handshakes. */
async function allSynced(crowd: Crowd, clients: number, milliseconds: number): Promise<number> {
  const deadline = performance.now() + milliseconds;
  let peak = 0;
  while (crowd.synced() < clients && performance.now() < deadline) {
    peak = Math.max(peak, crowd.underWay());
    await pause(10);
  }
  return peak;
}

async function cpuSeconds({ url }: RallyProcess): Promise<number> {
  const text = await (await fetch(`${url}/metrics`)).text();
  return Number(/^process_cpu_seconds_total (\S+)/m.exec(text)?.[1]);
}

/** Each statement outside a transaction counts as a transaction. */
async function statements(postgres: KillablePostgres): Promise<number> {
  const [row] = await postgres.query<{ count: number }>(
    "select (xact_commit + xact_rollback)::float8 as count from pg_stat_database where datname = current_database()",
  );
  return row?.count ?? 0;
}
