// Players of concurrent matches of Pong: each changes direction a few times a second and measures when
// snapshots arrive.
import { setTimeout as pause } from "node:timers/promises";
import {
  decodeSnapshotFrame,
  encodeInputFrame,
  gameProtocols,
  gameSocketPath,
  loadGame,
} from "@rally/shared/games";
import { Client } from "../peers/servers/colyseus.mjs";
import { quantile } from "../report.mjs";
import { WebSocket } from "../setup/websocket.mjs";
import { answer } from "./answer.mjs";

const pong = await loadGame("pong");
const STEP = 1_000 / pong.stepsPerSecond;
const AT_ONCE = 20;
const WARM_UP = 3_000;
const INPUT_EVERY = 250;

/**
 * Opens a player's connection. `onSnapshot` receives the step, if the protocol has it.
 * @returns {Promise<{ input: (move: -1 | 0 | 1) => void, close: () => void, received: () => number }>}
 */
const opens = {
  async rally(port, { matchId, token }, onSnapshot) {
    const url = `ws://127.0.0.1:${port}${gameSocketPath(matchId)}`;
    const socket = new WebSocket(url, gameProtocols(token));
    let [sequence, step, at] = [0, 0, performance.now()];
    const received = bytesOf(socket);
    socket.on("message", (data, isBinary) => {
      const frame = isBinary ? decodeSnapshotFrame(data) : undefined;
      if (!frame) return;
      [step, at] = [frame.step, performance.now()];
      onSnapshot(step);
    });
    await opened(socket);
    return {
      received,
      input(move) {
        sequence += 1;
        const now = step + Math.round((performance.now() - at) / STEP);
        const input = pong.encodeInput({ move });
        socket.send(encodeInputFrame({ sequence, step: now, input }));
      },
      // The match is over then, so that its players are free for the next one.
      close: () => socket.send(JSON.stringify({ type: "resign" })),
    };
  },
  async colyseus(port, _player, onSnapshot) {
    const room = await new Client(`ws://127.0.0.1:${port}`).joinOrCreate("pong");
    room.onStateChange(() => onSnapshot());
    return {
      received: bytesOf(room.connection.transport.ws),
      input: (move) => room.send("input", { move }),
      close: () => room.connection.close(),
    };
  },
  async broadcaster(port, { match }, onSnapshot) {
    const socket = new WebSocket(`ws://127.0.0.1:${port}/${match}`);
    const received = bytesOf(socket);
    socket.on("message", (data) => onSnapshot(data.readUInt32BE(0)));
    await opened(socket);
    return {
      received,
      input: (move) => socket.send(Buffer.from([move + 1])),
      close: () => socket.close(),
    };
  },
};

answer(async ({ kind, port, players, seconds }) => {
  let isMeasured = false;
  const late = [];
  let snapshots = 0;
  const connections = [];
  for (let first = 0; first < players.length; first += AT_ONCE) {
    const some = players.slice(first, first + AT_ONCE);
    connections.push(
      ...(await Promise.all(
        some.map((player) => {
          let before;
          return opens[kind](port, player, (step) => {
            const now = performance.now();
            if (isMeasured && before) {
              snapshots += 1;
              // Without a number of the step: two steps, as the room's rate has it.
              const due = step === undefined ? 1_000 / 30 : (step - before.step) * STEP;
              late.push(Math.abs(now - before.now - due));
            }
            before = { now, step };
          });
        }),
      )),
    );
  }
  const timer = setInterval(() => {
    for (const connection of connections) {
      if (Math.random() < 0.05) connection.input(Math.floor(Math.random() * 3) - 1);
    }
  }, INPUT_EVERY * 0.05);
  await pause(WARM_UP);
  const bytes = () => connections.reduce((sum, { received }) => sum + received(), 0);
  const [began, before] = [performance.now(), bytes()];
  isMeasured = true;
  await pause(seconds * 1_000);
  isMeasured = false;
  const measured = (performance.now() - began) / 1_000;
  const perPlayer = (bytes() - before) / measured / players.length;
  clearInterval(timer);
  for (const connection of connections) connection.close();
  await pause(1_000);
  return {
    jitter: quantile(late, 0.99),
    perSecond: snapshots / measured / players.length,
    bytesPerSecond: perPlayer,
  };
});

/** @returns how many bytes the connection has received. */
function bytesOf(socket) {
  return () => socket._socket?.bytesRead ?? 0;
}

function opened(socket) {
  return new Promise((resolve, reject) => {
    socket.once("open", resolve);
    socket.once("error", reject);
  });
}
