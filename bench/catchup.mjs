import { limits } from "@rally/shared/limits";
import { median } from "./report.mjs";
import { pin, pinning } from "./setup/cores.mjs";
import { runLoad } from "./setup/load.mjs";
import { grouped, parameter } from "./setup/parameters.mjs";
import { startPeer } from "./setup/peer-servers.mjs";
import { openPostgres } from "./setup/postgres.mjs";
import { seedConversations, seedHistory, seedPeople, signer } from "./setup/seed.mjs";

const ROUNDS = parameter("ROUNDS", 5);
const MESSAGES = parameter("MESSAGES", 50_000);
const DIFF = "y-websocket 2.1: one Yjs diff from memory";

/** @type {import("./report.mjs").Bench} */
export const bench = {
  title: `a device that was away for ${grouped(MESSAGES)} messages catches up page by page`,
  peer: "the same messages in a Yjs document on the y-websocket 2.1.0 server, sent to an empty device",
  async run(setup) {
    const rally = await setup.startRally();
    pin(rally.pid, "server");
    const client = await openPostgres(setup, rally);
    const pair = await seedPeople(client, 2);
    const [conversationId] = await seedConversations(client, [pair]);
    await seedHistory(client, conversationId, pair, MESSAGES);
    await client.query("analyze");
    const peer = await startPeer(setup, "servers/y-websocket");
    await runLoad(setup, "diff", { port: peer.port, fill: MESSAGES });

    const sign = signer(setup);
    const [pulled, diffs] = [[], []];
    for (let round = -1; round < ROUNDS; round += 1) {
      const pull = await runLoad(setup, "catchup", {
        ...{ port: rally.port, serverPid: rally.pid, accessToken: sign(pair[0]) },
        ...{ conversationId, pageRows: limits.pageRows },
      });
      const diff = await runLoad(setup, "diff", { port: peer.port, expect: MESSAGES });
      if (round < 0) continue;
      pulled.push(pull);
      diffs.push(diff);
    }
    const wrong = pulled.filter(({ rows, inOrder }) => rows !== MESSAGES || !inOrder);
    const perSecond = (list) =>
      median(list.map(({ milliseconds }) => (MESSAGES * 1000) / milliseconds));
    const middle = (figure) => median(pulled.map((pull) => pull[figure]));
    return {
      rows: [
        {
          ...{ what: "messages pulled", unit: "/s", rally: perSecond(pulled), least: 20_000 },
          peers: { [DIFF]: perSecond(diffs) },
        },
        { what: "a page, median", unit: "ms", rally: middle("page") },
        { what: "a page, bytes", unit: "", rally: middle("bytes") / middle("pages") },
      ],
      broken: wrong.length > 0 ? ["every message must arrive exactly once, in version order"] : [],
      notes: [
        pinning,
        `Pages of ${limits.pageRows} rows (the app's page size), requested one after another on one connection, with the JSON parsed; ${ROUNDS} rounds, medians.`,
        `Server busy ${percent(middle("serverBusy"))}, client ${percent(middle("loadBusy"))}. The rows are in Postgres's memory.`,
        `The diff is one frame of ${grouped(median(diffs.map(({ bytes }) => bytes)))} bytes, applied to an empty document.`,
      ],
    };
  },
};

const percent = (share) => `${(share * 100).toFixed(0)} %`;
