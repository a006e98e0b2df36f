import * as z from "zod/mini";
import { idSchema } from "../../ids/index.js";
import { changeFields, defineChangeType } from "./change-type.js";
import type { HeldMessage } from "./message.js";

/** The deletion of a message, whose id and seq stay. In history, the row of the message contains it. */
export const deletion = defineChangeType({
  change: z.object({ type: z.literal("delete"), ...changeFields, id: idSchema }),
  fold: {
    table: "messages",
    key: ({ id }) => id,
    into(held: HeldMessage | undefined, { id, version, at }) {
      if (held && held.version >= version) return held;
      const { replyTo: _replyTo, ...rest } = held ?? { type: "message" as const, id };
      return { ...rest, content: null, version, deletedAt: at };
    },
  },
});
