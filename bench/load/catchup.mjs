// A device that pulls all missing messages of one conversation, as pwa/src/pull does.
import { processorSeconds } from "../setup/cores.mjs";
import { answer } from "./answer.mjs";
import { HttpConnection } from "./http-connection.mjs";

answer(async ({ port, accessToken, conversationId, pageRows, serverPid }) => {
  const connection = new HttpConnection(port, accessToken);
  const pages = [];
  let [rows, bytes, inOrder, newest, since] = [0, 0, true, 0, 0];
  const busy = () => [processorSeconds(process.pid), processorSeconds(serverPid)];
  const before = busy();
  const began = performance.now();
  while (since !== undefined) {
    const asked = performance.now();
    const path = `/api/v1/conversations/${conversationId}/changes?since=${since}&limit=${pageRows}`;
    const { status, body } = await connection.request("GET", path);
    const { success, data, meta } = JSON.parse(body.toString());
    if (!success) throw new Error(`${path}: ${status} ${body}`);
    for (const { type, version } of data) {
      if (version <= newest) inOrder = false;
      newest = version;
      if (type === "message") rows += 1;
    }
    bytes += body.length;
    pages.push(performance.now() - asked);
    since = meta.next !== undefined && meta.version > since ? meta.version : undefined;
  }
  const milliseconds = performance.now() - began;
  const after = busy();
  connection.close();
  pages.sort((a, b) => a - b);
  return {
    ...{ milliseconds, rows, bytes, inOrder, pages: pages.length },
    page: pages[pages.length >> 1],
    loadBusy: ((after[0] - before[0]) * 1000) / milliseconds,
    serverBusy: ((after[1] - before[1]) * 1000) / milliseconds,
  };
});
