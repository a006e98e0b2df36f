import { WORLD_CONVERSATION_ID } from "@rally/shared/ids";
import { expect, test } from "vitest";
import { canonicalPath, pageAt } from "./addresses.js";

const at = (address: string) => pageAt(new URL(address, "https://rally.test"));

test("finds the page of each address, also with a trailing slash", () => {
  expect(at("/")).toEqual({ name: "conversations" });
  expect(at(`/c/${WORLD_CONVERSATION_ID}`)).toEqual({
    name: "conversation",
    id: WORLD_CONVERSATION_ID,
  });
  expect(at("/people")).toEqual({ name: "people", tab: "friends" });
  expect(at("/people/requests")).toEqual({ name: "people", tab: "requests" });
  expect(at("/@Ada_1")).toEqual({ name: "profile", username: "ada_1" });
  expect(at("/settings/")).toEqual({ name: "settings", section: "overview" });
  expect(at("/settings/data")).toEqual({ name: "settings", section: "data" });
  expect(at("/confirm#%")).toEqual({ name: "confirm", token: "" });
  expect(at("/setup#a%2Bb")).toEqual({ name: "setup", token: "a+b" });
});

test("shows the not-found page for unknown addresses", () => {
  for (const address of [
    "/c/not-an-id",
    "/people/ada",
    "/settings/overview",
    "/settings/x",
    "/@a",
    "/@ada/x",
    "/nowhere",
    "/c/a/b",
  ]) {
    expect(at(address)).toEqual({ name: "not-found" });
  }
});

test("resolves aliases to their page and leaves all other paths unchanged", () => {
  expect(canonicalPath("/login")).toBe("/sign-in");
  expect(canonicalPath("/Login/")).toBe("/sign-in");
  expect(canonicalPath("/Settings")).toBe("/settings");
  expect(canonicalPath("/people/friends")).toBe("/people");
  expect(canonicalPath("/account")).toBe("/settings/profile");
  expect(canonicalPath("/settings/Password")).toBe("/settings/security");
  expect(canonicalPath(`/c/${WORLD_CONVERSATION_ID}`)).toBe(`/c/${WORLD_CONVERSATION_ID}`);
  expect(canonicalPath("/@Ada")).toBe("/@Ada");
  expect(canonicalPath("/nowhere/at/all")).toBe("/nowhere/at/all");
  expect(at("/signup")).toEqual({ name: "register" });
});
