import * as z from "zod/mini";
import { idSchema } from "../../ids/index.js";
import { contentSchema } from "../content.js";
import { changeFields, defineChangeType } from "./change-type.js";
import type { StoredMessage } from "./message.js";

/** New content of a message; the message's row carries it in history. */
export const edit = defineChangeType({
  change: z.object({
    type: z.literal("edit"),
    ...changeFields,
    id: idSchema,
    content: contentSchema,
  }),
  fold: {
    table: "messages",
    key: ({ id }) => id,
    into(stored: StoredMessage | undefined, { id, content, version, at }) {
      if (stored && stored.version >= version) return stored;
      return { ...(stored ?? { type: "message", id }), content, version, editedAt: at };
    },
  },
});
