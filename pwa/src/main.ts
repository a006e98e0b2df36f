import { firstPage } from "./app/rally-app.js";
import { addFont } from "./design/index.js";
import { router } from "./navigation/index.js";
import { afterPaint } from "./observable/index.js";
import { openClickedNotifications, registerServiceWorker } from "./service-worker/index.js";
import { session } from "./session/index.js";

session.start().catch(reportError);
const { value: state } = session.state;
if (state.status === "signed-in") {
  // Opens the database while the other chunks load.
  import("./database/index.js").then(({ openEarly }) => {
    openEarly(state.userId);
  }, warnEarlyLoadFailure);
  import("./app/rally-home.js").catch(warnEarlyLoadFailure);
}
/** The component that needs the chunk loads it again, and shows an error if that fails too. */
function warnEarlyLoadFailure(error: unknown): void {
  console.warn("failed to load a chunk early", error);
}

router.start();
openClickedNotifications();
void firstPage.then(() => {
  afterPaint(addFont);
});
void firstPage.then(registerServiceWorker);
