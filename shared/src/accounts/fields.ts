import * as z from "zod/mini";
import { storable } from "../text/index.js";

export const usernameSchema = z
  .string()
  .check(z.minLength(3), z.maxLength(24), z.regex(/^[a-z0-9_]+$/));
/**
 * A plain address. Syntax that mail programs interpret (lists, names, comments, quotes) is not
 * allowed: `a,b@c.example` would reach `b@c.example`.
 */
export const emailSchema = z
  .string()
  .check(
    z.maxLength(254),
    z.trim(),
    z.regex(
      /^[^\s@"(),:;<>[\]\\\p{C}]+@[^\s@."(),:;<>[\]\\\p{C}]+(\.[^\s@."(),:;<>[\]\\\p{C}]+)+$/u,
    ),
    storable(),
  );
/** The upper bound limits the cost of hashing. */
export const passwordSchema = z.string().check(z.minLength(8), z.maxLength(256));
/** A password to compare: with the bounds of any password ever set. */
export const givenPasswordSchema = z.string().check(z.minLength(1), z.maxLength(256));
