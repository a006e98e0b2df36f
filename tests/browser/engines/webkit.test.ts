import { test as base } from "@playwright/test";
import { findWebKit } from "../../../scripts/other-browsers.mjs";
import { useRally } from "../steps/rally.js";
import { reloadWithDraftInDarkTheme, writeWhileServerIsKilled } from "./flows.js";
import { startWebKit, type WebKit } from "./webkit.js";

const programs = findWebKit();

const test = base.extend<{ webkit: WebKit }>({
  // eslint-disable-next-line no-empty-pattern -- Playwright reads the dependencies from the pattern.
  webkit: async ({}, use) => {
    const webkit = await startWebKit(programs ?? { driver: "", display: "" });
    await use(webkit);
    await webkit.close();
  },
});

test.skip(programs === undefined, "WebKitGTK's driver or Xvfb is not installed");
const rally = useRally();

// WebKitGTK 2.50 leaves a request to open the user's database unanswered in about one of three runs
// if the previous page was left soon after its start, or never ends a transaction of that page, so
// that the tables `meta` and `userRoom` cannot be read; closing the database in `pagehide` does not
// help. Other databases and tables work, and so does a new browser. A whole run takes about 16 s: a
// short timeout brings the new browser sooner.
test.describe.configure({ retries: 3, timeout: 90_000 });

test("[S7, S8] in WebKit, history opens with the server killed, and a message written offline is sent once", async ({
  webkit,
}) => {
  await writeWhileServerIsKilled(rally, webkit.page);
});

test("[S9] in WebKit, a draft and the dark theme survive a reload, and Enter sends the draft", async ({
  webkit,
}) => {
  await reloadWithDraftInDarkTheme(rally, webkit.page);
});
