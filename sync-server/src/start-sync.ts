import type { RequestListener } from "node:http";
import { RallyError } from "@rally/shared/errors";
import {
  openFoundation,
  type Foundation,
  type Listening,
  type StartOptions,
} from "@rally/shared/server/foundation";
import { listenForHttp } from "@rally/shared/server/listening";
import { answerOperations, type OperationsAnswer } from "@rally/shared/server/operations";
import { beginInTurn } from "@rally/shared/server/process";
import { createSyncServer } from "./sync-server.js";

/**
 * Starts a process that serves the rooms and nothing else, besides what its operator asks.
 * @throws the database's or the port's error; nothing is left running then.
 */
export function startSync(options: StartOptions): Promise<Listening> {
  return beginInTurn(async (ending) => {
    const foundation = await openFoundation(options, ending);
    const sync = createSyncServer(foundation);
    ending(() => sync.stop());
    const where = { ...options.config, limits: foundation.limits };
    const http = await listenForHttp(where, operationsAlone(foundation), (request, socket, head) =>
      sync.handleUpgrade(request, socket, head),
    );
    ending(() => http.close());
    return { port: http.port };
  });
}

function operationsAlone(foundation: Foundation): RequestListener {
  return (request, response) => {
    answerOperations(request, foundation)
      .catch((error: unknown) => {
        foundation.logger.error({ err: error, path: request.url }, "failed");
        return failure(new RallyError("internal", "Something failed on the server"));
      })
      .then((answer) => {
        const { status, type, body } =
          answer ?? failure(new RallyError("unknown_route", "There is nothing at this address"));
        response.writeHead(status, { "Content-Type": type, "Cache-Control": "no-store" });
        response.end(body);
      })
      .catch((error: unknown) => {
        foundation.logger.warn({ err: error }, "a response could not be sent");
      });
  };
}

function failure(error: RallyError): OperationsAnswer {
  return {
    status: error.status,
    type: "application/json; charset=utf-8",
    body: JSON.stringify({ success: false, error: error.toBody() }),
  };
}
