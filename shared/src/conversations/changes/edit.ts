import * as z from "zod/mini";
import { idSchema } from "../../ids/index.js";
import { contentSchema } from "../content.js";
import { changeFields, defineChangeType } from "./change-type.js";
import type { HeldMessage } from "./message.js";

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
    into(held: HeldMessage | undefined, { id, content, version, at }) {
      if (held && held.version >= version) return held;
      return { ...(held ?? { type: "message", id }), content, version, editedAt: at };
    },
  },
});
