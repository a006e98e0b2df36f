// Writers and readers of one room, for any of the systems.
import { setTimeout as pause } from "node:timers/promises";
import * as decoding from "lib0/decoding";
import * as Y from "yjs";
import { familySeconds, processorSeconds } from "../setup/cores.mjs";
import { answer } from "./answer.mjs";
import { eachOf, join } from "./rooms.mjs";
import { partsOf, prefixOf } from "./updates.mjs";
import { FrameWriter, RallyWriter } from "./writers.mjs";

/** Milliseconds that messages in flight may take after the last one was sent. */
const SETTLING = 20_000;

answer(async (settings) => {
  const { system, room, readers: readerTokens, writers: writerTokens, steady } = settings;
  const place = { room, times: steady !== undefined };
  const tokens = readerTokens.map((accessToken, index) => ({ accessToken, whole: index === 0 }));
  const readers = await eachOf(tokens, 20, (own) => join(wireOf(system), { ...place, ...own }));
  const [recorder] = readers;
  const frames = [];
  recorder.onFrame = (first, second, payload) => {
    if (first === 0 && second === 2) frames.push(Buffer.from(payload));
  };
  const listening = [];
  const writers = await Promise.all(
    writerTokens.map(async (accessToken, number) => {
      if (system.kind === "rally") {
        // Rally's writers join the room too, as the writers of all other systems do.
        listening.push(await join(system, { room, accessToken }));
        const { port, batched } = system;
        return new RallyWriter(number, { port, accessToken, conversationId: room, batched });
      }
      const socket = await join(wireOf(system), { room, whole: true });
      return new FrameWriter(number, { kind: system.kind, socket, name: room });
    }),
  );

  const measured = steady
    ? await drip(writers, readers, settings)
    : await saturate(writers, readers, settings);
  await settled(writers, readers);

  const name = system.kind === "hocuspocus" ? room : undefined;
  const seen = read([recorder.firstSync, ...frames], name === undefined ? 0 : prefixOf(name));
  const problems = [
    ...writers.flatMap((writer) => [...writer.problems]),
    ...whatIsWrong(system, writers, readers, seen),
  ];
  for (const one of [...writers, ...readers, ...listening]) one.close();
  return {
    ...measured.finish(seen),
    problems,
    messages: seen.entries.length,
    frames: frames.length,
  };
});

const wireOf = ({ kind, port }) => ({ kind: kind === "limit" ? "raw" : kind, port });

/**
 * Keeps every writer's window full, then counts the messages that all readers received within the
 * measured seconds.
 */
async function saturate(writers, readers, { window, warmUp, seconds, ...pids }) {
  for (const writer of writers) writer.saturate(window);
  await pause(warmUp * 1000);
  const before = snapshot(readers, pids);
  await pause(seconds * 1000);
  const after = snapshot(readers, pids);
  for (const writer of writers) writer.saturate(0);
  const took = (after.at - before.at) / 1000;
  return {
    finish({ upTo }) {
      const counted = (moment) => moment.updates.reduce((sum, index) => sum + upTo[index], 0);
      return {
        perSecond: (counted(after) - counted(before)) / took,
        bytesPerSecond: (after.bytes - before.bytes) / took,
        loadBusy: (after.load - before.load) / took,
        ...busyness(before, after, took),
      };
    },
  };
}

/** Shares of a core used by the server's process, its Postgres, and both together. */
function busyness(before, after, took) {
  const serverBusy = (after.server - before.server) / took;
  const postgresBusy = (after.postgres - before.postgres) / took;
  return { serverBusy, postgresBusy, together: serverBusy + postgresBusy };
}

function snapshot(readers, { serverPid, postgresPid }) {
  return {
    at: performance.now(),
    updates: readers.map((reader) => reader.updates),
    bytes: readers.reduce((sum, reader) => sum + reader.bytes, 0),
    load: processorSeconds(process.pid),
    server: processorSeconds(serverPid),
    postgres: postgresPid === undefined ? 0 : familySeconds(postgresPid),
  };
}

/** Sends `steady` messages per second, one at a time, by each writer in turn. */
async function drip(writers, readers, { steady, warmUp, seconds, ...pids }) {
  const total = Math.round(steady * (warmUp + seconds));
  const skipped = Math.round(steady * warmUp);
  const began = performance.now();
  let before;
  const order = [];
  for (let number = 0; number < total; number += 1) {
    const wait = began + (number * 1000) / steady - performance.now();
    if (wait > 0) await pause(wait);
    if (number === skipped) before = snapshot([], pids);
    const writer = writers[number % writers.length];
    order.push({ writer: writer.number, number: writer.sent });
    writer.postOne();
  }
  const after = snapshot([], pids);
  const took = (after.at - before.at) / 1000;
  return {
    finish({ entries }) {
      const frameOf = new Map(entries.map(({ key, frame }) => [key, frame]));
      const waits = [];
      for (const { writer, number } of order.slice(skipped)) {
        const frame = frameOf.get(`${writer}:${number}`);
        if (frame === undefined) continue;
        const sentAt = writers[writer].sentAt[number];
        for (const { times } of readers)
          if (frame < times.length) waits.push(times[frame] - sentAt);
      }
      waits.sort((a, b) => a - b);
      const at = (share) => waits[Math.floor((waits.length - 1) * share)] ?? Number.NaN;
      return {
        ...{ middle: at(0.5), p99: at(0.99), most: at(1) },
        loadBusy: (after.load - before.load) / took,
        ...busyness(before, after, took),
      };
    },
  };
}

/** Waits until every message is acknowledged and all readers have received the same. */
async function settled(writers, readers) {
  const until = performance.now() + SETTLING;
  let quietFor = 0;
  let known = -1;
  while (performance.now() < until && quietFor < 10) {
    await pause(30);
    const bytes = readers.reduce((sum, reader) => sum + reader.bytes, 0);
    const isDone = writers.every(({ outstanding }) => outstanding === 0);
    quietFor = isDone && bytes === known ? quietFor + 1 : 0;
    known = bytes;
  }
}

/**
 * Applies the frames that one reader received, in order and after the first sync, to a real Yjs
 * document.
 */
function read([firstSync, ...frames], prefix) {
  const doc = new Y.Doc();
  const entries = [];
  const upTo = [0];
  let frame = 0;
  const apply = (bytes) => {
    const decoder = decoding.createDecoder(bytes);
    decoder.pos = prefix + 2;
    Y.applyUpdate(doc, decoding.readVarUint8Array(decoder));
  };
  if (firstSync) apply(firstSync);
  doc.getArray("log").observe(({ changes }) => {
    for (const { insert = [] } of changes.delta) {
      for (const { type, seq, content } of insert) {
        if (type !== "message") continue;
        const { writer, number } = partsOf(content.body);
        entries.push({ key: `${writer}:${number}`, writer, number, seq, frame });
      }
    }
  });
  for (const bytes of frames) {
    apply(bytes);
    frame += 1;
    upTo.push(entries.length);
  }
  return { entries, upTo, missing: doc.store.pendingStructs !== null };
}

/** Checks that all messages arrived once and in order, with the same bytes for every reader. */
function whatIsWrong({ kind }, writers, readers, { entries, missing }) {
  const problems = [];
  const [recorder] = readers;
  const sent = writers.reduce((sum, writer) => sum + writer.sent, 0);
  const keys = new Set(entries.map(({ key }) => key));
  if (keys.size < sent) problems.push(`${sent - keys.size} of ${sent} messages did not arrive`);
  if (keys.size < entries.length)
    problems.push(`${entries.length - keys.size} messages arrived twice`);
  if (missing) problems.push("the document waits for updates that never arrived");
  const next = new Map();
  const misplaced = entries.filter(({ writer, number, seq }, index) => {
    // Rally has one order for all messages; in an array with many writers, only each writer's own
    // messages are ordered.
    if (kind === "rally") return index > 0 && seq <= entries[index - 1].seq;
    const isNext = number === (next.get(writer) ?? 0);
    next.set(writer, number + 1);
    return !isNext;
  });
  if (misplaced.length > 0) problems.push(`${misplaced.length} messages arrived out of order`);
  const others = readers.filter(
    ({ updates, updateBytes }) =>
      updates !== recorder.updates || updateBytes !== recorder.updateBytes,
  );
  if (others.length > 0)
    problems.push(`${others.length} readers did not receive the same as the first reader`);
  const closed = readers.filter(({ problem }) => problem);
  if (closed.length > 0) problems.push(`${closed.length} readers: ${closed[0].problem}`);
  const open = writers.reduce((sum, { outstanding }) => sum + outstanding, 0);
  if (open > 0) problems.push(`${open} messages were never acknowledged`);
  return problems;
}
