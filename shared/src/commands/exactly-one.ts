import * as z from "zod/mini";

/** A check that an input has exactly one of two fields; it reports the first one as missing. */
export function exactlyOne(first: string, second: string): z.core.$ZodCheck<object> {
  return z.refine<object>(
    (input) =>
      ((input as Record<string, unknown>)[first] === undefined) !==
      ((input as Record<string, unknown>)[second] === undefined),
    { error: "required", path: [first] },
  );
}
