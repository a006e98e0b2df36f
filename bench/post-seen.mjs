import { fork } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import { WebsocketProvider } from "y-websocket";
import * as Y from "yjs";
import { newId } from "@rally/shared/ids";
import { roomName, socketProtocols } from "@rally/shared/rooms";
import { median, quantile, show } from "./report.mjs";
import { register } from "./setup/people.mjs";
import { commitsToDisk, openPostgres } from "./setup/postgres.mjs";
import { WebSocket } from "./setup/websocket.mjs";

const MESSAGES = 300;
const WARM_UP = 50;

/** @type {import("./report.mjs").Bench} */
export const bench = {
  title: `a message posted over HTTP → seen by a stock y-websocket client, ${MESSAGES} messages`,
  peer: "a relay of y-websocket in memory, which stores nothing and has no authentication",
  async run(setup) {
    const rally = await setup.startRally();
    const viaRally = await postThroughRally(setup, rally);
    const viaRelay = await pushThroughRelay(setup);
    const commit = await openCommitProbe(setup, rally);
    const [seen, answered, relayed, committed] = [[], [], [], []];
    for (let number = -WARM_UP; number < MESSAGES; number += 1) {
      const posted = await viaRally(number);
      const pushed = await viaRelay(number);
      const synced = await commit.once();
      if (number < 0) continue;
      seen.push(posted.seen);
      answered.push(posted.answered);
      relayed.push(pushed);
      committed.push(synced);
    }
    return {
      rows: [
        { what: "seen, median", unit: "ms", rally: median(seen), peer: median(relayed), most: 15 },
        {
          what: "seen, 99th percentile",
          unit: "ms",
          rally: quantile(seen, 0.99),
          peer: quantile(relayed, 0.99),
        },
        { what: "answered, median", unit: "ms", rally: median(answered) },
      ],
      broken: commit.durable
        ? []
        : ["Postgres must commit to disk (fsync and synchronous_commit on)"],
      notes: [
        `One row committed to the same Postgres, fsync and synchronous_commit on: median ${show(median(committed), "ms")}, ` +
          `99th percentile ${show(quantile(committed, 0.99), "ms")}: the lower bound of any durable write on this machine.`,
      ],
    };
  },
};

/**
 * @returns a function that posts one message as one member and resolves once the other has received
 * it.
 */
async function postThroughRally(setup, rally) {
  const [author, reader] = [await register(rally), await register(rally)];
  const { id } = await author.call("POST", "/api/v1/conversations", {
    kind: "direct",
    userId: reader.id,
  });
  const room = await follow(setup, {
    url: `ws://localhost:${rally.port}/sync`,
    name: roomName("conversation", id),
    protocols: socketProtocols(reader.accessToken),
  });
  return async (number) => {
    const message = {
      id: newId(),
      content: { kind: "text", body: `Message ${number} of a bench` },
    };
    const seen = room.sees(message.id);
    const asked = performance.now();
    const [seenAt, answeredAt] = await Promise.all([
      seen,
      author
        .call("POST", `/api/v1/conversations/${id}/messages`, message)
        .then(() => performance.now()),
    ]);
    return { seen: seenAt - asked, answered: answeredAt - asked };
  };
}

/**
 * @returns a function that pushes one message on one replica and resolves once another has received
 * it.
 */
async function pushThroughRelay(setup) {
  const relay = fork(fileURLToPath(new URL("peers/relay.mjs", import.meta.url)));
  const gone = once(relay, "exit");
  setup.ending(() => {
    if (relay.connected) relay.disconnect();
    return gone;
  });
  const port = await new Promise((resolve, reject) => {
    relay.once("message", (message) => resolve(message.port));
    void gone.then(([code]) => reject(new Error(`The relay ended with ${code}`)));
  });
  const address = { url: `ws://localhost:${port}`, name: "room" };
  const [author, reader] = [await follow(setup, address), await follow(setup, address)];
  return async (number) => {
    const message = {
      id: newId(),
      content: { kind: "text", body: `Message ${number} of a bench` },
    };
    const seen = reader.sees(message.id);
    const pushed = performance.now();
    author.log.push([message]);
    return (await seen) - pushed;
  };
}

/**
 * Follows a room as any y-websocket client does. `sees(id)` resolves to the moment at which the
 * message has arrived.
 */
async function follow(setup, { url, name, protocols = [] }) {
  const doc = new Y.Doc();
  const provider = new WebsocketProvider(url, name, doc, {
    WebSocketPolyfill: WebSocket,
    disableBc: true,
    protocols,
  });
  setup.ending(() => provider.destroy());
  const log = doc.getArray("log");
  const awaited = new Map();
  log.observe(({ changes }) => {
    for (const { insert = [] } of changes.delta) {
      for (const { id } of insert) awaited.get(id)?.(performance.now());
    }
  });
  await new Promise((resolve, reject) => {
    provider.once("sync", resolve);
    provider.once("closed", ({ code, reason }) => reject(new Error(`${code} ${reason}`)));
  });
  return { log, sees: (id) => new Promise((resolve) => awaited.set(id, resolve)) };
}

/** Measures one durable commit on Rally's own Postgres. */
async function openCommitProbe(setup, rally) {
  const client = await openPostgres(setup, rally, "postgres");
  await client.query("create table probe (number bigint)");
  return {
    durable: await commitsToDisk(client),
    async once() {
      const began = performance.now();
      await client.query("insert into probe values (1)");
      return performance.now() - began;
    },
  };
}
