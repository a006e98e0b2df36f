import { expect, test } from "vitest";
import { settingsSections, type SettingsSection } from "../navigation/index.js";
import { cardsOf, settings } from "./settings-table.js";

const pages = Object.keys(settingsSections) as SettingsSection[];

test.each(settings)("the setting $id renders the element of its tag", ({ tag, render }) => {
  const [, rendered] = /<([a-z-]+)/.exec(render({ device: undefined }).strings[0] ?? "") ?? [];
  expect(rendered).toBe(tag);
});

test("no id and no element is in the table twice", () => {
  expect(new Set(settings.map(({ id }) => id)).size).toBe(settings.length);
  expect(new Set(settings.map(({ tag }) => tag)).size).toBe(settings.length);
});

test.each(pages)("the page %s has its settings in the order of the table", (page) => {
  const own = settings.filter((setting) => setting.page === page);
  expect(own.length).toBeGreaterThan(0);
  expect(cardsOf(page).flat()).toEqual(own);
});

test("an element with its own frame is alone in its card, and a heading is at the card's start", () => {
  for (const card of pages.flatMap(cardsOf)) {
    if (card.some(({ framed }) => framed)) expect(card).toHaveLength(1);
    for (const { title } of card.slice(1)) expect(title).toBeUndefined();
  }
});

test("deleting the account comes last", () => {
  expect(cardsOf("data").flat().at(-1)?.id).toBe("delete-account");
  expect(pages.at(-1)).toBe("data");
});
