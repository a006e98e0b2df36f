// Sends commands over HTTP, with one request in flight on each keep-alive connection. Each
// connection is one user in one room.
import { setTimeout as pause } from "node:timers/promises";
import { newId } from "@rally/shared/ids";
import { processorSeconds } from "../setup/cores.mjs";
import { answer } from "./answer.mjs";
import { HttpConnection } from "./http-connection.mjs";
import { bodyOf } from "./updates.mjs";

answer(async ({ port, people, perRequest, warmUp, seconds, serverPid }) => {
  const problems = new Set();
  let [committed, isOver] = [0, false];

  const talk = async ({ accessToken, conversationId }, writer) => {
    const connection = new HttpConnection(port, accessToken);
    for (let number = 0; !isOver; number += perRequest) {
      const { status, body } = await connection.request(
        "POST",
        ...requestOf(conversationId, writer, number, perRequest),
      );
      if (status !== 200 || body.includes('"success":false')) {
        problems.add(`a request was answered with ${status} ${body.subarray(0, 300)}`);
        break;
      }
      committed += perRequest;
    }
    connection.close();
  };

  const all = Promise.all(people.map(talk));
  await pause(warmUp * 1000);
  const before = moment();
  await pause(seconds * 1000);
  const after = moment();
  isOver = true;
  await all;
  const took = (after.at - before.at) / 1000;
  return {
    perSecond: (after.committed - before.committed) / took,
    loadBusy: (after.load - before.load) / took,
    serverBusy: (after.server - before.server) / took,
    committed,
    problems: [...problems],
  };

  function moment() {
    return {
      ...{ at: performance.now(), committed },
      ...{ load: processorSeconds(process.pid), server: processorSeconds(serverPid) },
    };
  }
});

/** A single message uses the resource route; several are a batch of commands. */
function requestOf(conversationId, writer, number, perRequest) {
  const content = (index) => ({ kind: "text", body: bodyOf(writer, number + index) });
  if (perRequest === 1) {
    const message = { id: newId(), content: content(0) };
    return [`/api/v1/conversations/${conversationId}/messages`, JSON.stringify(message)];
  }
  const commands = Array.from({ length: perRequest }, (_, index) => ({
    id: newId(),
    name: "message.send",
    input: { conversationId, content: content(index) },
  }));
  return ["/api/v1/commands", JSON.stringify({ commands })];
}
