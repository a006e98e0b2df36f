import { describe, expect, test } from "vitest";
import {
  conversationKinds,
  may,
  mayChangeRole,
  mayRemove,
  outranks,
  permissions,
  roles,
  rolesThatMay,
  successorOf,
  type MemberAction,
  type Role,
} from "./index.js";

const kindsWithOwner = ["group", "channel"] as const;

const pairs = roles.flatMap((role) => roles.map((other): [Role, Role] => [role, other]));

const actions = Object.keys(permissions) as MemberAction[];

describe("what a role allows", () => {
  test.each(actions)("a higher role can do everything that a lower one can: %s", (action) => {
    for (const kind of conversationKinds) {
      const allowed = roles.map((role) => may(role, action, kind));
      expect(allowed).toEqual(allowed.toSorted((a, b) => Number(b) - Number(a)));
      expect(rolesThatMay(action, kind)).toEqual(roles.filter((_, index) => allowed[index]));
    }
  });

  test("[S4] no role manages a two-person conversation; both can pin, archive, clear and choose a theme", () => {
    const ofBoth: readonly MemberAction[] = ["pinMessage", "archive", "clear", "changeTheme"];
    for (const action of actions) {
      expect(rolesThatMay(action, "direct")).toEqual(ofBoth.includes(action) ? roles : []);
    }
  });

  test.each(kindsWithOwner)(
    "[S4] in a %s, members cannot remove or change the role of members with the same or a higher role",
    (kind) => {
      for (const [role, target] of pairs) {
        if (outranks(role, target)) continue;
        expect(mayRemove(role, target, kind)).toBe(false);
        for (const next of roles) expect(mayChangeRole(role, { target, next }, kind)).toBe(false);
      }
    },
  );

  test.each(kindsWithOwner)(
    "[S4] in a %s, members other than the owner assign only roles below their own",
    (kind) => {
      for (const [role, next] of pairs) {
        if (role === "owner" || outranks(role, next)) continue;
        for (const target of roles) expect(mayChangeRole(role, { target, next }, kind)).toBe(false);
      }
    },
  );

  test.each(kindsWithOwner)(
    "in a %s, the owner can remove any member and change any role, a plain member none",
    (kind) => {
      for (const target of roles.slice(1)) {
        expect(mayRemove("owner", target, kind)).toBe(true);
        expect(mayRemove("member", target, kind)).toBe(false);
        for (const next of roles) expect(mayChangeRole("owner", { target, next }, kind)).toBe(true);
      }
    },
  );
});

test("the owner's successor is the earliest member with the highest role", () => {
  const people = (["member", "moderator", "member", "moderator"] as const).map((role, id) => ({
    role,
    id,
  }));
  expect(successorOf(people)?.id).toBe(1);
  expect(successorOf(people.filter(({ role }) => role === "member"))?.id).toBe(0);
  expect(successorOf([])).toBeUndefined();
});
