import * as z from "zod/mini";
import { idSchema } from "../../ids/index.js";
import { changeFields, defineChangeType } from "./change-type.js";
import type { StoredMessage } from "./message.js";

/** The deletion of a message, whose id and seq stay. In history, the row of the message contains it. */
export const deletion = defineChangeType({
  change: z.object({ type: z.literal("delete"), ...changeFields, id: idSchema }),
  fold: {
    table: "messages",
    key: ({ id }) => id,
    into(stored: StoredMessage | undefined, { id, version, at }) {
      if (stored && stored.version >= version) return stored;
      const { replyTo: _replyTo, ...rest } = stored ?? { type: "message" as const, id };
      return { ...rest, content: null, version, deletedAt: at };
    },
  },
});
