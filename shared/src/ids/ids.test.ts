import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { directConversationId, isId, newId, WORLD_CONVERSATION_ID } from "./index.js";

const id = fc.uuid().map((uuid) => uuid.toLowerCase());

describe("ids", () => {
  test("are unique and in the order of creation", () => {
    const ids = Array.from({ length: 2_000 }, newId);
    expect(ids).toEqual([...ids].sort());
    expect(new Set(ids).size).toBe(ids.length);
    expect(ids.every(isId)).toBe(true);
    expect(ids.every((made) => made[14] === "7")).toBe(true);
  });

  test("of two-person conversations are the same from both sides, and differ between pairs", () => {
    fc.assert(
      fc.property(
        fc.uniqueArray(id, { minLength: 3, maxLength: 3 }),
        ([a = "", b = "", c = ""]) => {
          expect(directConversationId(a, b)).toBe(directConversationId(b, a));
          expect(directConversationId(a, b)).not.toBe(directConversationId(a, c));
          expect(isId(directConversationId(a, b))).toBe(true);
        },
      ),
    );
  });

  test("derived from user ids never change, because devices have stored them", () => {
    expect(WORLD_CONVERSATION_ID).toBe("4009a88a-14de-53b6-bcb7-c128f6088709");
    const [a, b] = ["0190a1b2-0000-7000-8000-000000000001", "0190a1b2-0000-7000-8000-000000000002"];
    expect(directConversationId(a, b)).toMatchInlineSnapshot(
      `"1180750c-f6d3-5eb5-871a-d08c46cb95f0"`,
    );
  });

  test.each([
    "",
    "x",
    newId().toUpperCase(),
    `${newId()} `,
    `{${newId()}}`,
    7,
    null,
    undefined,
    {},
  ])("%j is not an id", (value) => {
    expect(isId(value)).toBe(false);
  });
});
