// Devices that join a room and send nothing.
import { setTimeout as pause } from "node:timers/promises";
import { answer } from "./answer.mjs";
import { eachOf, join } from "./rooms.mjs";

const AT_ONCE = 50;
const REHEARSED = 50;

answer(async ({ system, connections }, tell) => {
  // Warm-up: code that is loaded and compiled for the first connections is not counted as their
  // memory.
  const rehearsed = connections.slice(0, REHEARSED);
  const first = await eachOf(rehearsed, AT_ONCE, (place) => join(system, place));
  for (const socket of first) socket.close();
  await pause(2_000);
  await tell({ moment: "empty" });
  const began = performance.now();
  const sockets = await eachOf(connections, AT_ONCE, (place) => join(system, place));
  const milliseconds = performance.now() - began;
  await tell({ moment: "full" });
  const lost = sockets.filter(({ problem }) => problem);
  for (const socket of sockets) socket.close();
  return { milliseconds, problems: lost.length > 0 ? [`${lost.length}: ${lost[0].problem}`] : [] };
});
