import { readdir, readFile } from "node:fs/promises";
import { basename, join } from "node:path";
import { expect, test } from "vitest";

const sources = join(import.meta.dirname, "../src");
const browserTests = join(import.meta.dirname, "../../tests/browser");

/** A component that listens to events, sends them, or has a controller. */
const BEHAVIOUR =
  /[\s"]@[a-z-]+=\$\{|addEventListener\(|dispatchEvent\(|new (?:\w+Controller|FormSubmission|AccountForm)\b/;

/** Components with behaviour that no component test drives: the browser test that does, and its name. */
const elsewhere: Record<string, readonly [file: string, name: string]> = {
  "rally-app": ["navigation.test.ts", "addresses that people guess open the page they name"],
  "rally-home": ["navigation.test.ts", "the back arrow returns to the previous page"],
  "rally-home-page": ["home.test.ts", "home greets, shows a newcomer the next steps"],
  "rally-first-steps": ["home.test.ts", "home greets, shows a newcomer the next steps"],
  "rally-unread-conversations": ["home.test.ts", "lists unread messages"],
  "rally-suggested-people": ["suggestions.test.ts", "a short list of chats suggests people"],
  "rally-palette": ["palette.test.ts", "arrow keys go through the groups"],
  "rally-shortcuts": ["shortcuts.test.ts", "every shortcut on the sheet works as described"],
  "rally-people-page": ["friends.test.ts", "finds sent and received requests in the right list"],
  "rally-other-accounts": ["unsent-text.test.ts", "Remove @eva's data"],
  "rally-update-offer": ["update.test.ts", "a new version is offered and installed"],
  "rally-channels-page": ["channels.test.ts", "a public channel is found by its name"],
  "rally-new-conversation-page": ["channels.test.ts", "a public channel is found by its name"],
  "rally-join-requests": ["channels.test.ts", "a request to join is answered by an admin"],
  "rally-member-menu": ["channels.test.ts", "a request to join is answered by an admin"],
  "rally-moderate-member": ["moderation.test.ts", "a channel's whole life with four people"],
  "rally-muted-notice": ["moderation.test.ts", "a channel's whole life with four people"],
  "rally-conversation-bans": ["moderation.test.ts", "a channel's whole life with four people"],
  "rally-ban-address": ["address-bans.test.ts", "an administrator of the server bans addresses"],
  "rally-server-bans": ["server-bans.test.ts", "an administrator reads the message log"],
  "rally-server-ban": ["server-bans.test.ts", "an administrator reads the message log"],
  "rally-message-log": ["server-bans.test.ts", "an administrator reads the message log"],
  "rally-moderation-page": ["server-bans.test.ts", "an administrator reads the message log"],
  "rally-report": ["reports.test.ts", "a reported message reaches the moderators"],
  "rally-report-list": ["reports.test.ts", "a reported message reaches the moderators"],
  "rally-close-report": ["reports.test.ts", "a reported message reaches the moderators"],
  "rally-disclosure": ["moderation.test.ts", "a channel's whole life with four people"],
  "rally-invite-links": ["channels.test.ts", "an invite link lets in someone with no account"],
  "rally-invite-page": ["channels.test.ts", "an invite link lets in someone with no account"],
  "rally-conversation-item": ["components/app.test.ts", "shows a draft, and a new message"],
  "rally-conversation-page": ["chat.test.ts", "two users in two browsers chat"],
  "rally-composer": ["drafts.test.ts", "a draft appears on the user's other device"],
  "rally-message-list": ["message-list.test.ts", "after a jump to the newest message"],
  "rally-message-menu": ["editing.test.ts", "Actions for the message from"],
  "rally-new-poll": ["polls.test.ts", "a poll is asked in a dialog, voted in with the keyboard"],
  "rally-poll-voters": ["polls.test.ts", "a poll is asked in a dialog, voted in with the keyboard"],
  "rally-viewers": ["presence.test.ts", "2 here now"],
  "rally-message-sheet": ["touch.test.ts", "a long press on a message opens a sheet"],
  "rally-sheet": ["touch.test.ts", "the sheet closes by Escape, a press outside"],
  "rally-conversation-details": ["details.test.ts", "a conversation shows its details beside it"],
  "rally-add-people": ["details.test.ts", "people are added from the details of a group"],
  "rally-member-list": ["details.test.ts", "list its members and roles, and rename it"],
  "rally-delete-for-all": ["delete-for-all.test.ts", "a group deleted by its owner is gone"],
  "rally-message-edits": ["editing.test.ts", "the earlier texts of an edited message are shown"],
  "rally-forward-message": ["forwards.test.ts", "a message is forwarded without a connection"],
  "rally-message-readers": ["readers.test.ts", "who has read a message is listed, also offline"],
  "rally-picture-field": ["conversation-pictures.test.ts", "a group's picture that its owner"],
  "rally-pinned-messages": ["pins.test.ts", "a pinned message is marked, listed in the details"],
  "rally-slash-commands": ["slash-commands.test.ts", "the keyboard alone completes a command"],
  "rally-emoji-picker": ["emoji.test.ts", "the keyboard alone searches the emoji"],
  "rally-emoji-popup": ["emoji.test.ts", "the keyboard alone searches the emoji"],
  "rally-sticker-picker": ["stickers.test.ts", "a sticker is chosen with the keyboard"],
  "rally-server-emoji": ["custom-emoji.test.ts", "an emoji that an administrator adds is picked"],
  "rally-new-emoji": ["custom-emoji.test.ts", "an emoji that an administrator adds is picked"],
  "rally-sticker": ["sticker-packs.test.ts", "a sticker that an administrator uploads"],
  "rally-server-stickers": ["sticker-packs.test.ts", "a sticker that an administrator uploads"],
  "rally-new-sticker-pack": ["sticker-packs.test.ts", "a sticker that an administrator uploads"],
  "rally-games-page": ["online-games.test.ts", "a challenge from a profile becomes a match"],
  "rally-challenges": ["online-games.test.ts", "a challenge from a profile becomes a match"],
  "rally-home-games": ["online-games.test.ts", "a challenge by /play appears on home"],
  "rally-match-page": ["online-games.test.ts", "a challenge from a profile becomes a match"],
  "rally-match-actions": ["online-games.test.ts", "a rematch starts when both want it"],
  "rally-online-connect-four": [
    "online-games.test.ts",
    "a challenge from a profile becomes a match",
  ],
  "rally-online-pong": ["online-games.test.ts", "two players who press"],
  "rally-pong-table": ["online-games.test.ts", "two players who press"],
  "rally-challenge-page": ["online-games.test.ts", "a link challenges anyone who opens it"],
  "rally-replay": ["online-games.test.ts", "a past match is played again"],
  "rally-leaderboard-page": [
    "online-games.test.ts",
    "the leaderboard, the profile and the past matches",
  ],
  "rally-matches-page": [
    "online-games.test.ts",
    "the leaderboard, the profile and the past matches",
  ],
  "rally-local-pong": ["local-games.test.ts", "the reopened app plays both games"],
  "rally-local-connect-four": ["local-games.test.ts", "the reopened app plays both games"],
  "rally-connect-four-board": ["local-games.test.ts", "Connect Four by keyboard"],
  "rally-slash-help": ["slash-commands.test.ts", "/help lists the commands that work here"],
};

test("every component with behaviour has a component test, or a browser test that drives it", async () => {
  const tested = await textOf(join(browserTests, "components"));
  const missing: string[] = [];
  for (const [name, source] of await elements()) {
    if (!BEHAVIOUR.test(source) || tested.includes(`<${name}`)) continue;
    const other = elsewhere[name];
    if (other === undefined) missing.push(name);
    else expect(await readFile(join(browserTests, other[0]), "utf8")).toContain(other[1]);
  }
  expect(missing, "add a test to tests/browser/components").toEqual([]);
});

test("no exception is left for a component that has a component test, or that is gone", async () => {
  const tested = await textOf(join(browserTests, "components"));
  const names = new Set((await elements()).keys());
  const useless = Object.keys(elsewhere).filter(
    (name) => !names.has(name) || tested.includes(`<${name}`),
  );
  expect(useless).toEqual([]);
});

/** The source of each component, by its name. */
async function elements(): Promise<ReadonlyMap<string, string>> {
  const files = (await readdir(sources, { recursive: true })).filter((file) =>
    /^rally-[\w-]+(?<!\.test)\.ts$/.test(basename(file)),
  );
  return new Map(
    await Promise.all(
      files.map(
        async (file) =>
          [basename(file, ".ts"), await readFile(join(sources, file), "utf8")] as const,
      ),
    ),
  );
}

async function textOf(folder: string): Promise<string> {
  const names = await readdir(folder);
  return (await Promise.all(names.map((name) => readFile(join(folder, name), "utf8")))).join("\n");
}
