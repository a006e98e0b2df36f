import { setImmediate as nextTurn } from "node:timers/promises";
import { newId } from "@rally/shared/ids";
import { HttpConnection } from "./load/http-connection.mjs";
import { eachOf, join } from "./load/rooms.mjs";
import { median, quantile } from "./report.mjs";
import { pin, pinning } from "./setup/cores.mjs";
import { grouped, parameter } from "./setup/parameters.mjs";
import { register } from "./setup/people.mjs";
import { commitsToDisk, openPostgres } from "./setup/postgres.mjs";
import { seedMembers, seedPeople, signer } from "./setup/seed.mjs";

const MEMBERS = parameter("MEMBERS", 10_000);
const CONNECTED = parameter("CONNECTED", 100);
const MESSAGES = parameter("MESSAGES", 400);
const WARM_UP = 100;
const SMALL = `a room of ${CONNECTED} members`;
/** How long a message may take to reach everybody, in milliseconds. */
const TIMEOUT = 10_000;

/** @type {import("./report.mjs").Bench} */
export const bench = {
  title: `a message posted in a room of ${grouped(MEMBERS)} members → seen by the ${CONNECTED} connected, ${MESSAGES} messages`,
  peer: `the same server at the same time, ${SMALL}, all connected`,
  async run(setup) {
    const rally = await setup.startRally();
    pin(rally.pid, "server");
    const client = await openPostgres(setup, rally);
    const people = await seedPeople(client, MEMBERS);
    const owner = await register(rally);
    const rooms = {
      large: await openRoom({ setup, rally, client, owner, members: people }),
      small: await openRoom({ setup, rally, client, owner, members: people.slice(0, CONNECTED) }),
    };
    await client.query("analyze");

    const figures = { large: [], small: [] };
    // The rooms take turns, so that a slow second of the machine falls on both.
    for (let number = -WARM_UP; number < MESSAGES; number += 1) {
      for (const [name, room] of Object.entries(rooms)) {
        const posted = await room.post(number);
        if (number >= 0) figures[name].push(posted);
      }
    }
    const row = (what, figure, ratios) => ({
      ...{
        what,
        unit: "ms",
        rally: figure(figures.large),
        peers: { [SMALL]: figure(figures.small) },
      },
      ...(ratios && { ratios: { [SMALL]: ratios } }),
    });
    const over = (field, share) => (list) =>
      quantile(
        list.map((one) => one[field]),
        share,
      );
    return {
      rows: [
        row("seen by half of the connected, median", over("half", 0.5), { most: 1.2 }),
        row("seen by the last of the connected, median", over("last", 0.5), { most: 1.2 }),
        row("seen by the last of the connected, 99th percentile", over("last", 0.99)),
        row("answered, median", over("answered", 0.5)),
      ],
      broken: (await commitsToDisk(client)) ? [] : ["Postgres must commit to disk"],
      notes: [
        pinning,
        "Each connected member has a socket in the room and one in the user's own room, as the app has.",
      ],
    };
  },
};

/**
 * Makes a channel with these members, of whom the first `CONNECTED` follow it.
 * @returns a function that posts one message, and resolves to the milliseconds until it was answered
 * and until half of the connected and all of them had it
 */
async function openRoom({ setup, rally, client, owner, members }) {
  const { id } = await owner.call("POST", "/api/v1/conversations", {
    ...{ kind: "channel", name: `Room ${newId().slice(-6)}`, visibility: "public" },
  });
  await seedMembers(client, id, members);
  const token = signer(setup);
  const system = { kind: "rally", port: rally.port };
  const sockets = await eachOf(members.slice(0, CONNECTED), 20, async (member) => {
    const accessToken = token(member);
    await join(system, { kind: "user", room: member.id, accessToken });
    return join(system, { room: id, accessToken, times: true });
  });
  setup.ending(() => sockets.forEach((socket) => socket.close()));
  const connection = new HttpConnection(rally.port, owner.accessToken);
  setup.ending(() => connection.close());
  const path = `/api/v1/conversations/${id}/messages`;

  return {
    async post(number) {
      for (const socket of sockets) socket.times.length = 0;
      const content = { kind: "text", body: `Message ${number} of a bench` };
      const asked = performance.now();
      const { status, body } = await connection.request(
        "POST",
        path,
        JSON.stringify({ id: newId(), content }),
      );
      const answered = performance.now() - asked;
      if (status >= 300) throw new Error(`A message was answered with ${status}: ${body}`);
      while (sockets.some(({ times }) => times.length === 0)) {
        const lost = sockets.find(({ problem }) => problem !== undefined);
        if (lost) throw new Error(`A reader's socket: ${lost.problem}`);
        if (performance.now() - asked > TIMEOUT) throw new Error("A message did not arrive");
        await nextTurn();
      }
      const seen = sockets.map(({ times }) => times[0] - asked);
      return { answered, half: median(seen), last: Math.max(...seen) };
    },
  };
}
