import { expect, test as base } from "@playwright/test";
import { findFirefox } from "../../../scripts/other-browsers.mjs";
import { useRally } from "../steps/rally.js";
import { useProfile, type Firefox } from "./firefox.js";
import { reloadWithDraftInDarkTheme, writeWhileServerIsKilled } from "./flows.js";

const path = findFirefox();

const test = base.extend<{ firefox: Firefox }>({
  // eslint-disable-next-line no-empty-pattern -- Playwright reads the dependencies from the pattern.
  firefox: async ({}, use, testInfo) => {
    const errors: string[] = [];
    const firefox = useProfile(path ?? "", testInfo.outputPath("profile"), (error) => {
      errors.push(error);
    });
    await use(firefox);
    await firefox.close();
    expect(errors, "uncaught errors").toEqual([]);
  },
});

test.skip(path === undefined, "Firefox is not installed");
const rally = useRally();

test("[S7, S8] in Firefox, history opens with the server killed, also after a restart, and a message written offline is sent once", async ({
  firefox,
}) => {
  await writeWhileServerIsKilled(rally, await firefox.open(), async () => {
    await firefox.close();
    return firefox.open();
  });
});

test("[S9] in Firefox, a draft and the dark theme survive a reload, and Enter sends the draft", async ({
  firefox,
}) => {
  await reloadWithDraftInDarkTheme(rally, await firefox.open());
});
