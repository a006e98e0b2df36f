import * as z from "zod/mini";
import { limits } from "../limits/index.js";
import { storable } from "../text/index.js";

/** Until when an act of a moderator is in force, milliseconds since the epoch; absent: for ever. */
export const untilSchema = z.optional(z.int().check(z.minimum(0), z.maximum(8.64e15)));

/** The end of a mute without one, in milliseconds since the epoch: the last moment of a `Date`. */
export const FOREVER = 8.64e15;

/** Why a moderator acts, for the other moderators and the user concerned. */
export const reasonSchema = z.optional(
  z.string().check(z.maxLength(limits.reasonLength), storable()),
);
