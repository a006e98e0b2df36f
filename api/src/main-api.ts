import { runServer } from "@rally/shared/server/services";
import { setupSentence } from "./open-api.js";
import { startApi } from "./start-api.js";

/** Runs the app and the API without rooms, for several processes on one database. */
runServer("api server", startApi, ({ adminSetupLink }) =>
  adminSetupLink === undefined ? [] : [setupSentence(adminSetupLink)],
);
