import { expect, test } from "vitest";
import { readFlags } from "./index.js";

test("reads the given flags", () => {
  expect(readFlags(["demo"], [])).toEqual({ demo: false });
  expect(readFlags(["demo"], ["--demo"])).toEqual({ demo: true });
});

test.each([["--dmeo"], ["--demo=yes"], ["demo"], ["--demo", "more"]])(
  "%s is refused, and what there is is named",
  (...given) => {
    expect(() => readFlags(["demo"], given)).toThrow(/does not know .*--demo/);
    expect(() => readFlags([], given)).toThrow(/flags that there are here: none/);
  },
);
