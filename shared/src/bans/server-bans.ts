import * as z from "zod/mini";
import { defineCommand } from "../commands/index.js";
import { idSchema } from "../ids/index.js";
import { reasonSchema, untilSchema } from "../members/index.js";
import { storable } from "../text/index.js";

/** An IP address or a range in CIDR notation (`203.0.113.0/24`). */
export const addressSchema = z.string().check(z.minLength(2), z.maxLength(49), storable());

/**
 * Bans a user from this server: ends every session and refuses everything they send, until `until`
 * (milliseconds since the epoch) or for ever. For admins.
 */
export const banUser = defineCommand({
  name: "user.ban",
  input: z.strictObject({
    userId: idSchema,
    until: untilSchema,
    reason: reasonSchema,
  }),
  output: z.object({
    userId: idSchema,
    /** The ban's id; absent in results of earlier versions. */
    id: z.optional(idSchema),
  }),
});

/** Lifts a ban; the user can sign in again. For admins. */
export const unbanUser = defineCommand({
  name: "user.unban",
  input: z.strictObject({ userId: idSchema }),
  output: z.object({ userId: idSchema }),
});

/**
 * Bans an IP address or a range from this server: refuses its requests and closes its sockets, except
 * those of signed-in admins. For admins.
 */
export const banAddress = defineCommand({
  name: "address.ban",
  input: z.strictObject({
    address: addressSchema,
    until: untilSchema,
    reason: reasonSchema,
    /** Bans a range of more than 65,536 IPv4 addresses or of more than a /32 of IPv6. */
    confirmed: z.optional(z.boolean()),
  }),
  output: z.object({
    /** The ban's id. */
    id: idSchema,
    /** The range in CIDR notation. */
    address: z.string(),
  }),
});

/** Lifts the ban of exactly this address or range; lifting twice gives the same result. For admins. */
export const unbanAddress = defineCommand({
  name: "address.unban",
  input: z.strictObject({ address: addressSchema }),
  output: z.object({ lifted: z.literal(true) }),
});

export const serverBanCommands = { banUser, unbanUser, banAddress, unbanAddress } as const;
