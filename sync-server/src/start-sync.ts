import type { RequestListener } from "node:http";
import { RallyError } from "@rally/shared/errors";
import {
  openServices,
  type Services,
  type Listening,
  type StartOptions,
} from "@rally/shared/server/services";
import { listenForHttp } from "@rally/shared/server/listening";
import { answerOperations, type OperationsAnswer } from "@rally/shared/server/operations";
import { startInOrder } from "@rally/shared/server/process";
import { createSyncServer } from "./sync-server.js";

/**
 * Starts a process that serves the rooms and nothing else, besides what its operator asks.
 * @throws the database's or the port's error; nothing is left running then.
 */
export function startSync(options: StartOptions): Promise<Listening> {
  return startInOrder(async (ending) => {
    const services = await openServices(options, ending);
    const sync = createSyncServer(services);
    ending(() => sync.stop());
    const where = { ...options.config, limits: services.limits };
    const http = await listenForHttp(where, operationsAlone(services), (request, socket, head) =>
      sync.handleUpgrade(request, socket, head),
    );
    ending(() => http.close());
    return { port: http.port };
  });
}

function operationsAlone(services: Services): RequestListener {
  return (request, response) => {
    answerOperations(request, services)
      .catch((error: unknown) => {
        services.logger.error({ err: error, path: request.url }, "failed");
        return failure(new RallyError("internal", "Internal server error"));
      })
      .then((answer) => {
        const { status, type, body } =
          answer ?? failure(new RallyError("unknown_route", "Unknown route"));
        response.writeHead(status, { "Content-Type": type, "Cache-Control": "no-store" });
        response.end(body);
      })
      .catch((error: unknown) => {
        services.logger.warn({ err: error }, "failed to send a response");
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
