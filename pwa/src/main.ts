import { firstPage } from "./app/rally-app.js";
import { router } from "./navigation/index.js";
import { followTaps, registerServiceWorker } from "./service-worker/index.js";
import { session } from "./session/index.js";

session.start().catch(reportError);
const { value: state } = session.state;
if (state.status === "signed-in") {
  // The disk answers while the rest of the program is read.
  import("./database/index.js").then(({ openEarly }) => {
    openEarly(state.userId);
  }, laterSaid);
  import("./app/rally-home.js").catch(laterSaid);
}
/** The place that needs the chunk loads it again, and says so if it fails there too. */
function laterSaid(error: unknown): void {
  console.warn("failed to load a chunk early", error);
}

router.start();
followTaps();
void firstPage.then(registerServiceWorker);
