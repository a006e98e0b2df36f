import fc from "fast-check";
import { describe, expect, test } from "vitest";
import * as z from "zod/mini";
import { pathOf, queryInteger, type Route } from "./index.js";

const route = {
  method: "GET",
  path: "/api/v1/things/:id/parts/:partId",
  summary: "",
  auth: "anyone",
  data: z.null(),
} satisfies Route;

describe("the path of a route", () => {
  test("encodes its parameters, so that each stays one segment", () => {
    fc.assert(
      fc.property(
        fc.string({ unit: "grapheme" }),
        fc.string({ unit: "grapheme" }),
        (id, partId) => {
          const parts = pathOf(route, { id, partId }).split("/");
          expect(parts).toHaveLength(7);
          expect([parts[4], parts[6]].map((part) => decodeURIComponent(part ?? ""))).toEqual([
            id,
            partId,
          ]);
        },
      ),
    );
  });
});

describe("a number in a query", () => {
  const schema = queryInteger(1, 100);

  test("is accepted in decimal digits and within its bounds", () => {
    fc.assert(
      fc.property(fc.integer({ min: -200, max: 200 }), (number) => {
        const result = z.safeParse(schema, String(number));
        expect(result.success).toBe(number >= 1 && number <= 100);
        if (result.success) expect(result.data).toBe(number);
      }),
    );
  });

  test("is refused in any other notation", () => {
    fc.assert(
      fc.property(fc.string(), (text) => {
        fc.pre(!/^\d+$/.test(text));
        expect(z.safeParse(schema, text).success).toBe(false);
      }),
    );
  });
});
