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

/** A check that an input has at most one of some fields; it reports the last of them. */
export function atMostOne(...names: string[]): z.core.$ZodCheck<object> {
  const given = (input: object): string[] =>
    names.filter((name) => (input as Record<string, unknown>)[name] !== undefined);
  return z.refine<object>((input) => given(input).length <= 1, {
    error: "unknown",
    path: names.slice(-1),
  });
}
