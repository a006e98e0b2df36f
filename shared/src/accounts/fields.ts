import * as z from "zod/mini";
import { storable } from "../text/index.js";

export const usernameSchema = z
  .string()
  .check(z.minLength(3), z.maxLength(24), z.regex(/^[a-z0-9_]+$/));
/**
 * An address as one writes it. What means something else to mail programs (lists, names, comments,
 * quotes) is in none: `a,b@c.example` would be another way to write to `b@c.example`.
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
/** Argon2 reads any text; the upper bound keeps a request from buying minutes of hashing. */
export const passwordSchema = z.string().check(z.minLength(8), z.maxLength(256));
/** A password that is to be compared: whatever it was when it was set. */
export const givenPasswordSchema = z.string().check(z.minLength(1), z.maxLength(256));
