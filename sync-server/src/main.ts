import { runPart } from "@rally/shared/server/foundation";
import { startSync } from "./start-sync.js";

/** Rooms alone, for several processes on one database. */
runPart("sync server", startSync);
