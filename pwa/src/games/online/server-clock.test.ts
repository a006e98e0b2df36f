import { expect, test } from "vitest";
import { ServerClock } from "./server-clock.js";

test("takes the server's time from the shortest of the latest round trips", () => {
  let now = 1_000;
  const clock = new ServerClock(() => now);
  clock.start(51_000);
  expect(clock.serverNow).toBe(51_000);

  // The answer took 300 ms to return, and the ping 100 ms.
  now = 1_400;
  clock.answered(1_000, 51_200);
  // 40 ms each way.
  now = 2_080;
  clock.answered(2_000, 52_140);
  expect(clock.roundTrip).toBe(80);
  expect(clock.serverNow).toBe(52_180);

  for (let sample = 0; sample < 8; sample += 1) clock.answered(now - 200, now + 50_000);
  expect(clock.roundTrip).toBe(200);
});
