import { describe, expect, test } from "vitest";
import { successorOf, mayChangeRole, mayRemove, outranks, roles, type Role } from "./index.js";

const pairs = roles.flatMap((role) => roles.map((other): [Role, Role] => [role, other]));

describe("what a role allows", () => {
  test("[S4] members cannot remove or change the role of members with the same or a higher role", () => {
    for (const [role, target] of pairs) {
      if (outranks(role, target)) continue;
      expect(mayRemove(role, target)).toBe(false);
      for (const next of roles) expect(mayChangeRole(role, target, next)).toBe(false);
    }
  });

  test("[S4] members other than the owner assign only roles below their own", () => {
    for (const [role, next] of pairs) {
      if (role === "owner" || outranks(role, next)) continue;
      for (const target of roles) expect(mayChangeRole(role, target, next)).toBe(false);
    }
  });

  test("the owner can remove any member and change any role, a plain member none", () => {
    for (const target of roles.slice(1)) {
      expect(mayRemove("owner", target)).toBe(true);
      expect(mayRemove("member", target)).toBe(false);
      for (const next of roles) expect(mayChangeRole("owner", target, next)).toBe(true);
    }
  });
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
