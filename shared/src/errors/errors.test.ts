import { describe, expect, test } from "vitest";
import * as z from "zod/mini";
import { errorStatus, parseInput, RallyError, type FieldErrors } from "./index.js";

const schema = z.strictObject({
  name: z.string().check(z.minLength(2), z.maxLength(4), z.regex(/^\w*$/)),
  kind: z.literal("direct"),
  count: z.optional(z.int().check(z.minimum(1), z.maximum(9))),
  list: z.optional(z.array(z.strictObject({ id: z.string() })).check(z.maxLength(2))),
});
const right = { name: "abc", kind: "direct" };

function fieldsOf(input: unknown): FieldErrors | undefined {
  try {
    parseInput(schema, input);
    return undefined;
  } catch (error) {
    expect(error).toBeInstanceOf(RallyError);
    expect((error as RallyError).code).toBe("invalid_input");
    return (error as RallyError).fields;
  }
}

describe("field errors of an input", () => {
  const wrong: [input: object, fields: Record<string, string[]>][] = [
    [{}, { name: ["required"], kind: ["required"] }],
    [{ ...right, name: undefined }, { name: ["required"] }],
    [{ ...right, name: null }, { name: ["type"] }],
    [{ ...right, name: 7 }, { name: ["type"] }],
    [{ ...right, name: "a" }, { name: ["too_short"] }],
    [{ ...right, name: "abcde" }, { name: ["too_long"] }],
    [{ ...right, name: "a b" }, { name: ["format"] }],
    [{ ...right, name: "-" }, { name: ["too_short", "format"] }],
    [{ ...right, kind: "world" }, { kind: ["format"] }],
    [{ ...right, count: 0 }, { count: ["too_small"] }],
    [{ ...right, count: 10 }, { count: ["too_big"] }],
    [{ ...right, list: [{}] }, { "list.0.id": ["required"] }],
    [{ ...right, list: [{ id: "a", x: 1 }] }, { "list.0.*": ["unknown"] }],
    [{ ...right, list: [{ id: "a" }, { id: "b" }, { id: "c" }] }, { list: ["too_long"] }],
    [{ ...right, extra: 1, other: 2 }, { "*": ["unknown"] }],
    [{ ...right, constructor: 1, valueOf: 1 }, { "*": ["unknown"] }],
  ];
  test.each(wrong)("%j are named by field", (input, fields) => {
    const answered = fieldsOf(input);
    expect(Object.entries(answered ?? {}).sort()).toEqual(Object.entries(fields).sort());
  });

  test("name ten fields at most", () => {
    const many = z.strictObject(
      Object.fromEntries(Array.from({ length: 30 }, (_, n) => [`field${n}`, z.string()])),
    );
    expect(() => parseInput(many, {})).toThrow(/^Invalid input: field0, .*field9$/);
  });

  test("are empty for a valid input", () => {
    expect(fieldsOf(right)).toBeUndefined();
    expect(parseInput(schema, right)).toEqual(right);
  });
});

describe("field errors of a union", () => {
  const kinds = z.discriminatedUnion("kind", [
    z.strictObject({ kind: z.literal("one"), id: z.string() }),
    z.strictObject({ kind: z.literal("many"), ids: z.array(z.string()) }),
  ]);
  const fieldsWith = (input: unknown) => {
    try {
      parseInput(kinds, input);
    } catch (error) {
      return (error as RallyError).fields;
    }
    return undefined;
  };

  test.each([
    [{}, { kind: ["required"] }],
    [{ kind: "none" }, { kind: ["format"] }],
    [{ kind: null }, { kind: ["format"] }],
    [{ kind: "one" }, { id: ["required"] }],
    [
      { kind: "many", id: "x" },
      { ids: ["required"], "*": ["unknown"] },
    ],
    [{ kind: "many", ids: ["x"] }, undefined],
  ])("%j are named by field", (input, fields) => {
    expect(fieldsWith(input)).toEqual(fields);
  });
});

describe("an error", () => {
  test("has the status of its id, and sends its fields but never its cause", () => {
    const error = new RallyError("taken", "Taken", {
      fields: { email: ["taken"] },
      cause: new Error("select"),
    });
    expect(error.status).toBe(errorStatus.taken);
    expect(error.toBody()).toEqual({
      code: "taken",
      message: "Taken",
      fields: { email: ["taken"] },
    });
    expect(JSON.stringify(error.toBody())).not.toContain("select");
  });
});
