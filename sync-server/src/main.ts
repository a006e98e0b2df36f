import { runServer } from "@rally/shared/server/services";
import { startSync } from "./start-sync.js";

/** Rooms alone, for several processes on one database. */
runServer("sync server", startSync);
