import "./app/rally-app.js";
import { startLocalization } from "./localization/index.js";
import { router } from "./navigation/index.js";
import { registerServiceWorker } from "./service-worker/index.js";
import { session } from "./session/index.js";

session.start();
router.start();
void startLocalization();
registerServiceWorker();
