import * as z from "zod/mini";
import { idSchema } from "../ids/index.js";

/** The awareness fields that a client can set in a conversation room; the server drops others. */
export const viewerStateSchema = z.object({
  /** Whether the user is typing. */
  typing: z.optional(z.boolean()),
  /** Whether there was no input for a minute. */
  away: z.optional(z.boolean()),
});

/**
 * A client's awareness state in a conversation room as others see it, with the user that the server
 * assigned to the connection.
 */
export const viewerSchema = z.object({ ...viewerStateSchema.shape, user: idSchema });
export type Viewer = z.infer<typeof viewerSchema>;

/** The server's awareness state in rooms with many connections, instead of a list. */
export const viewerCountSchema = z.object({ count: z.int() });

/** The awareness state of a device in its user's room. */
export const deviceStateSchema = z.object({ away: z.optional(z.boolean()) });

/**
 * A poke: the server's awareness state in a user's room, which lists what clients should pull. `moved` has
 * the latest version of each conversation that changed since the room was loaded.
 */
export const pokeSchema = z.object({
  poke: z.object({
    lineage: z.string(),
    /** The user's version. */
    version: z.int(),
    moved: z.record(idSchema, z.int()),
    /** Presence of friends and partners of two-person conversations; a missing user is offline. */
    presence: z.record(idSchema, z.enum(["online", "away"])),
    /**
     * The revision of the server's emoji and stickers; absent if it never had any. A change arrives with
     * the next keep-alive.
     */
    expressions: z.optional(z.int()),
  }),
});
export type Poke = z.infer<typeof pokeSchema>["poke"];
