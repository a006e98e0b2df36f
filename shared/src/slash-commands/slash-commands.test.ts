import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { limits } from "../limits/index.js";
import { roles } from "../members/index.js";
import {
  argumentTypes,
  findSlashCommand,
  parseSlash,
  slashCommand,
  slashCommandNames,
  unavailable,
} from "./index.js";

const person = { name: "person", type: "person" };

describe("a text that begins with a slash", () => {
  test.each([
    ["/help", { command: "help", arguments: {} }],
    ["/commands", { command: "help", arguments: {} }],
    ["  /HELP  ", { command: "help", arguments: {} }],
    ["/ignore @ben", { command: "ignore", arguments: { person: "ben" } }],
    ["/ignore Ben_2", { command: "ignore", arguments: { person: "ben_2" } }],
    ["/ignore\u00a0\n @ben \u3000", { command: "ignore", arguments: { person: "ben" } }],
    ["/shrug", { command: "shrug", arguments: {} }],
    ["/shrug who\nknows 🤷", { command: "shrug", arguments: { text: "who\nknows 🤷" } }],
    ["/me waves /s", { command: "me", arguments: { text: "waves /s" } }],
    ["/dm @ben see you", { command: "msg", arguments: { person: "ben", text: "see you" } }],
    ["/play pong @ben", { command: "play", arguments: { game: "pong", person: "ben" } }],
    ["/challenge ConnectFour", { command: "play", arguments: { game: "connect-four" } }],
    ["/rename Café  Zoë", { command: "rename", arguments: { name: "Café  Zoë" } }],
  ])("%j is a command with its arguments", (text, call) => {
    expect(parseSlash(text)).toEqual({ type: "call", ...call });
  });

  test.each([
    ["/nope", { code: "unknown_command", name: "nope" }],
    ["/usr", { code: "unknown_command", name: "usr" }],
    ["/constructor", { code: "unknown_command", name: "constructor" }],
    ["/ignore", { code: "missing_argument", command: "ignore", argument: person }],
    ["/ignore  ", { code: "missing_argument", command: "ignore", argument: person }],
    ["/block @x", { code: "invalid_argument", command: "block", argument: person, words: "@x" }],
    ["/unblock @ben and cleo", { code: "unexpected_words", command: "unblock" }],
    ["/help me", { code: "unexpected_words", command: "help" }],
    ["/play", { code: "missing_argument", command: "play" }],
    ["/play chess @ben", { code: "invalid_argument", command: "play", words: "chess" }],
    ["/play pong @ben now", { code: "unexpected_words", command: "play" }],
    ["/rename \u200b", { code: "invalid_argument", command: "rename" }],
    [`/rename ${"é".repeat(81)}`, { code: "too_long", command: "rename", maxLength: 80 }],
  ])("%j is refused with the reason", (text, error) => {
    expect(parseSlash(text)).toMatchObject({ type: "error", error });
  });

  test.each([
    ["//help", "/help"],
    ["///", "//"],
    ["/", "/"],
    ["/ 5", "/ 5"],
    ["/10 would do it again", "/10 would do it again"],
    ["/* a comment */", "/* a comment */"],
    ["/🎾", "/🎾"],
    ["/etc/init.d/apache2 restart", "/etc/init.d/apache2 restart"],
    ["see /help", "see /help"],
    ["/s", "/s"],
    [" /lh /J ", "/lh /J"],
    ["", ""],
  ])("%j is a message", (text, message) => {
    expect(parseSlash(text)).toEqual({ type: "message", text: message });
  });
});

/** Texts that are likely to look like commands, and to break what reads them. */
const hostile = fc
  .array(
    fc.oneof(
      fc.constantFrom("/", "//", " ", "\n", "\u00a0", "@", "\u200b", "\ud800", "🏳️‍🌈", "İ", "ＫＫ"),
      fc.constantFrom(...slashCommandNames),
      fc.string({ unit: "binary", maxLength: 40 }),
      fc.string({ unit: "grapheme", maxLength: 40 }),
    ),
    { maxLength: 30 },
  )
  .map((parts) => parts.join(""));

describe("any text", () => {
  test("is parsed without an exception, and the error is no longer than the text", () => {
    fc.assert(
      fc.property(hostile, (text) => {
        const parsed = parseSlash(text);
        if (parsed.type === "message") expect(text).toContain(parsed.text);
        if (parsed.type === "error" && parsed.error.code === "unknown_command") {
          expect([...parsed.error.name].length).toBeLessThanOrEqual(33);
        }
      }),
      { numRuns: 2_000 },
    );
  });

  test("that is visible can be sent unchanged, with a second slash before a leading one", () => {
    fc.assert(
      fc.property(hostile, (text) => {
        const trimmed = text.trim();
        const literal = trimmed.startsWith("/") ? `/${trimmed}` : trimmed;
        expect(parseSlash(literal)).toEqual({ type: "message", text: trimmed });
      }),
      { numRuns: 1_000 },
    );
  });

  test("after a command name is passed on completely", () => {
    const words = fc.string({ unit: "grapheme", minLength: 1, maxLength: 60 });
    fc.assert(
      fc.property(words, (text) => {
        const rest = text.trim();
        fc.pre(argumentTypes.text.read(rest) !== undefined);
        expect(parseSlash(`/shrug ${text}`)).toMatchObject({ arguments: { text: rest } });
      }),
    );
  });

  test("of the maximum length is parsed in linear time", () => {
    const lengths = [limits.textLength, 16 * limits.textLength];
    const shapes = ["a", " ", "/", "@", "\u3000x", "\u200b"];
    const duration = (text: string): number => {
      const runs = Array.from({ length: 5 }, () => {
        const start = performance.now();
        parseSlash(text);
        return performance.now() - start;
      });
      return Math.min(...runs);
    };
    for (const shape of shapes) {
      const [short, long] = lengths.map((length) =>
        duration(`/shrug ${shape.repeat(length / shape.length)}`),
      );
      // 16 times the length; a quadratic reading would take 256 times as long.
      expect(long).toBeLessThan(100 * (short ?? 0) + 20);
    }
  });
});

test("each command is found by its name and aliases, and no two commands share one", () => {
  const words = slashCommandNames.flatMap((name) => [name, ...(slashCommand(name).aliases ?? [])]);
  expect(new Set(words).size).toBe(words.length);
  for (const word of words) expect(word).toMatch(/^[a-z]{2,24}$/);
  for (const name of slashCommandNames) {
    for (const word of [name, ...(slashCommand(name).aliases ?? [])]) {
      expect(findSlashCommand(word.toUpperCase())).toBe(name);
    }
  }
});

test("arguments after an optional one are optional, and a text argument is the last one", () => {
  for (const name of slashCommandNames) {
    const { arguments: all } = slashCommand(name);
    const firstOptional = all.findIndex(({ optional }) => optional);
    if (firstOptional >= 0)
      expect(all.slice(firstOptional).every((one) => one.optional)).toBe(true);
    const rest = all.findIndex(({ type }) => argumentTypes[type].extent === "rest");
    if (rest >= 0) expect(rest).toBe(all.length - 1);
  }
});

describe("where a command works", () => {
  test("renaming is available to the owner and admins of a group", () => {
    const allowed = roles.filter((role) => !unavailable("rename", { kind: "group", role }));
    expect(allowed).toEqual(["owner", "admin"]);
    expect(unavailable("rename", { kind: "group", role: "member" })).toBe("role");
    expect(unavailable("rename", { kind: "group" })).toBe("role");
    expect(unavailable("rename", { kind: "direct" })).toBe("kind");
    expect(unavailable("rename", { kind: "world" })).toBe("kind");
  });

  test("ignoring is available to all members in all conversations", () => {
    for (const kind of ["direct", "group", "world"] as const) {
      expect(unavailable("ignore", { kind })).toBeUndefined();
    }
  });
});
