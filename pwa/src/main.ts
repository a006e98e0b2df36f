import { firstPage } from "./app/rally-app.js";
import { router } from "./navigation/index.js";
import { followTaps, registerServiceWorker } from "./service-worker/index.js";
import { session } from "./session/index.js";

session.start().catch(reportError);
const { value: state } = session.state;
if (state.status === "signed-in") {
  // The disk answers while the rest of the program is read.
  void import("./database/index.js").then(({ openEarly }) => {
    openEarly(state.userId);
  });
  void import("./app/rally-home.js");
}
router.start();
followTaps();
void firstPage.then(registerServiceWorker);
