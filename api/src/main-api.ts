import { runPart } from "@rally/shared/server/foundation";
import { setupSentence } from "./open-api.js";
import { startApi } from "./start-api.js";

/** The app and the API without rooms, for several processes on one database. */
runPart("api server", startApi, ({ adminSetupLink }) =>
  adminSetupLink === undefined ? [] : [setupSentence(adminSetupLink)],
);
