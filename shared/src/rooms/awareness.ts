import * as z from "zod/mini";
import { idSchema } from "../ids/index.js";

/** What a client may say of itself in a conversation room; anything else is left out. */
export const viewerStateSchema = z.object({
  /** Writing just now. */
  typing: z.optional(z.boolean()),
  /** No input for a minute. */
  away: z.optional(z.boolean()),
});

/**
 * Awareness in a conversation room, as others see it: the client's own words with the user that
 * the server bound to the connection.
 */
export const viewerSchema = z.object({ ...viewerStateSchema.shape, user: idSchema });
export type Viewer = z.infer<typeof viewerSchema>;

/** Instead of a list, in rooms with many connections: the server's own state. */
export const viewerCountSchema = z.object({ count: z.int() });

/** What a device says of itself in its user's room. */
export const deviceStateSchema = z.object({ away: z.optional(z.boolean()) });

/**
 * The server's awareness state in a user's room: what moved, so that the client pulls it.
 * `moved` holds each conversation's latest version since this connection's room was loaded.
 */
export const pokeSchema = z.object({
  poke: z.object({
    lineage: z.string(),
    /** The user's own row version. */
    version: z.int(),
    moved: z.record(idSchema, z.int()),
    /** Presence of the partners of two-person conversations; absent means offline. */
    presence: z.record(idSchema, z.enum(["online", "away"])),
  }),
});
export type Poke = z.infer<typeof pokeSchema>["poke"];
