import type { Content } from "@rally/shared/conversations";
import { contentSchema } from "@rally/shared/conversations";
import { expect, test } from "vitest";
import {
  contentBody,
  contentKinds,
  contentPreview,
  contentText,
  isLargeContent,
} from "./content-kinds.js";

test("each kind of the schema has an entry with all its fields", () => {
  const kinds = contentSchema.def.options.map(({ def }) => def.shape.kind.def.values[0]);
  expect(Object.keys(contentKinds).sort()).toEqual(kinds.sort());
  for (const entry of Object.values(contentKinds)) {
    expect(Object.keys(entry).sort()).toEqual(["body", "isLarge", "preview", "text"]);
  }
});

test("a text is its own preview, and emoji alone are large", () => {
  const text: Content = { kind: "text", body: "Hello" };
  expect(contentPreview(text)).toBe("Hello");
  expect(contentText(text)).toBe("Hello");
  expect(isLargeContent(text)).toBe(false);
  expect(isLargeContent({ kind: "text", body: "🎾" })).toBe(true);
});

test("a poll is previewed by its question, and has no text to copy or edit", () => {
  const choices = ["Soup", "Salad"];
  const rest = { multiple: false, anonymous: false };
  const poll: Content = { kind: "poll", question: "Lunch?", choices, ...rest };
  expect(contentPreview(poll)).toBe("Poll: Lunch?");
  expect(contentText(poll)).toBe("");
  expect(isLargeContent(poll)).toBe(false);
});

test("a deleted message has neither a preview nor a text", () => {
  expect(contentPreview(null)).toBeUndefined();
  expect(contentText(null)).toBe("");
});

test.each(["hologram", "constructor", "__proto__"])(
  "content of the unknown kind %s asks the user to update the app",
  (kind) => {
    const unknown = { kind, body: "never shown" } as unknown as Content;
    expect(contentPreview(unknown)).toBe("Update Rally to see this message");
    expect(
      JSON.stringify(contentBody(unknown, { id: "a", ownName: undefined, tabIndex: "0" })),
    ).toContain("Update Rally to see this message");
    expect(contentText(unknown)).toBe("");
    expect(isLargeContent(unknown)).toBe(false);
  },
);
