import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { notificationKinds, notificationPath } from "@rally/shared/notifications";
import { newId, WORLD_CONVERSATION_ID } from "@rally/shared/ids";
import type { TemplateResult } from "lit";
import { describe, expect, test } from "vitest";
import {
  canonicalPath,
  entryOf,
  isPageOfApp,
  pageAt,
  pages,
  pathTo,
  placesOf,
  type PageName,
} from "./index.js";

const names = Object.keys(pages) as PageName[];
const at = (address: string) => pageAt(new URL(address, "https://rally.test"));
const sources = join(import.meta.dirname, "..");

function tagIn({ strings }: TemplateResult): string | undefined {
  return /^<([\w-]+)/.exec(strings[0] ?? "")?.[1];
}

function expectDefined(tag: string | undefined, module: string, name: RegExp): void {
  expect(module).toMatch(name);
  const file = join(sources, `${module}.ts`);
  expect(existsSync(file)).toBe(true);
  expect(readFileSync(file, "utf8")).toContain(`@customElement("${tag}")`);
}

describe.each(names)("the entry of the page %s", (name) => {
  const entry = entryOf({ name });

  test("reads each parameter that its path names, and no other", () => {
    const named = [...entry.path.matchAll(/:(\w+)/g)].map(([, parameter]) => parameter);
    expect(Object.keys(entry.parameters ?? {})).toEqual(named);
  });

  test("has a parent that exists", () => {
    expect(names).toContain(entry.parent ?? "conversations");
  });

  // The globs of app/page-element.ts find only files of these names.
  test("renders the element that its module defines", () => {
    const { module } = entry;
    const tag = tagIn(entry.render({}, { again: "" }));
    expect(tag).toMatch(/^rally-/);
    if (module !== undefined) expectDefined(tag, module, /^[a-z-]+\/rally-[a-z-]+-page$/);
  });

  test("renders the navigation that its module defines", () => {
    if (!entry.sections) return;
    const { module, render } = entry.sections;
    expectDefined(tagIn(render({})), module, /^[a-z-]+\/rally-[a-z-]+-sections$/);
  });

  test("has a title and a label for its place in the navigation", () => {
    const { navigation, title } = entry;
    if (!navigation) return;
    expect(navigation.label()).not.toBe("");
    expect(title()).toBe(name === "conversations" ? "" : navigation.label());
  });

  test("is the page of each of its aliases", () => {
    for (const [path, aliases] of Object.entries(entry.aliases ?? {})) {
      expect(at(path).name).toBe(name);
      for (const alias of aliases) expect(canonicalPath(alias)).toBe(path);
    }
  });
});

test("no path and no alias is in the table twice", () => {
  const paths = names.flatMap((name) => {
    const { path, aliases = {} } = entryOf({ name });
    return [path.replace(/#.*/, ""), ...Object.values(aliases).flat()];
  });
  expect(new Set(paths).size).toBe(paths.length);
});

test("a path made from a page resolves to the same page", () => {
  const id = newId();
  expect(at(pathTo("conversation", { id }))).toEqual({ name: "conversation", id });
  expect(at(pathTo("profile", { username: "ada" }))).toEqual({ name: "profile", username: "ada" });
  expect(pathTo("people")).toBe("/people");
  expect(pathTo("people", { tab: "friends" })).toBe("/people");
  expect(at(pathTo("people", { tab: "requests" }))).toEqual({ name: "people", tab: "requests" });
  expect(pathTo("settings")).toBe("/settings");
  const section = "security";
  expect(at(pathTo("settings", { section }))).toEqual({ name: "settings", section });
  for (const name of ["home", "conversations", "notifications", "sign-in"] as const) {
    expect(at(pathTo(name))).toEqual({ name });
  }
});

test("the navigation lists its places in order and marks the parent of a page", () => {
  const current = (name: PageName) =>
    placesOf({ name }).flatMap((place) => (place.isCurrent ? [place.name] : []));
  expect(placesOf({ name: "home" }).map(({ name }) => name)).toEqual([
    ...["home", "conversations", "games", "people", "notifications", "settings"],
  ]);
  expect(current("conversation")).toEqual(["conversations"]);
  expect(current("settings")).toEqual(["settings"]);
  expect(current("profile")).toEqual([]);
});

test("a notification of a report leads to the reports of its conversation, or to those of the server", () => {
  const kind = "report";
  expect(at(notificationPath({ kind, conversationId: WORLD_CONVERSATION_ID }))).toEqual({
    ...{ name: "conversation-reports", id: WORLD_CONVERSATION_ID },
  });
  expect(at(notificationPath({ kind }))).toMatchObject({ name: "moderation", tab: "reports" });
});

test("an address is a page of the app only at its own origin, and as a path alone", () => {
  const isPage = (path: string) =>
    isPageOfApp(new URL(path, "https://rally.test"), "https://rally.test");
  expect(isPage(pathTo("message", { id: WORLD_CONVERSATION_ID, message: newId() }))).toBe(true);
  expect(isPage("/invite/abc")).toBe(true);
  for (const path of ["/api/v1/channels", "/c/unknown", "/c/?a=b", "/setup#token"])
    expect(isPage(path)).toBe(false);
  expect(isPage("https://elsewhere.test/channels")).toBe(false);
});

test("a push notification of each kind leads to a page that needs a session", () => {
  for (const kind of notificationKinds) {
    for (const conversationId of [WORLD_CONVERSATION_ID, undefined]) {
      const page = at(notificationPath({ kind, conversationId }));
      expect(page.name).not.toBe("not-found");
      expect(entryOf(page).access).toBe("signed-in");
    }
  }
});
