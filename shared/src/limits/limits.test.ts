import { expect, test } from "vitest";
import { accountLimits } from "./accounts.js";
import { contentLimits } from "./content.js";
import { gameLimits } from "./games.js";
import { limits } from "./index.js";
import { notificationLimits } from "./notifications.js";
import { requestLimits } from "./requests.js";
import { roomLimits } from "./rooms.js";
import { socketLimits } from "./sockets.js";

test("defines each limit in one file only", () => {
  const names = [
    ...[accountLimits, contentLimits, gameLimits, notificationLimits],
    ...[requestLimits, roomLimits, socketLimits],
  ].flatMap((part) => Object.keys(part));
  expect(names.sort()).toEqual(Object.keys(limits).sort());
});
