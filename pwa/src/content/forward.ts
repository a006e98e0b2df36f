import { msg, str } from "@lit/localize";
import type { ForwardContent } from "@rally/shared/conversations";
import { css, html, nothing, type TemplateResult } from "lit";
import { icon } from "../design/index.js";
import { pathTo } from "../navigation/index.js";
import { stickerTemplate } from "../stickers/index.js";
import type { ContentContext } from "./content-context.js";
import { messageText } from "./message-text.js";

/** A forwarded text or sticker below its origin: its author, and a link to it if it is in a public channel. */
export function forwardTemplate(
  { content, origin }: ForwardContent,
  context: ContentContext,
): TemplateResult {
  const name = context.originName ?? msg("Someone");
  return html`<span class="forwarded"
      >${icon("forward")}<span
        ><bdi>${msg(str`Forwarded from ${name}`)}</bdi>${channelLink(origin.channel, context)}</span
      ></span
    ><span
      >${content.kind === "text" ? messageText(content.body, context) : stickerTemplate(content)}</span
    >`;
}

function channelLink(
  channel: ForwardContent["origin"]["channel"],
  { tabIndex }: ContentContext,
): TemplateResult | typeof nothing {
  if (!channel) return nothing;
  const href = pathTo("message", { id: channel.id, message: channel.messageId });
  return html` ·
    <a href=${href} tabindex=${tabIndex} title=${msg("Show the original message")}
      >#<bdi>${channel.name}</bdi></a
    >`;
}

/** The origin of a forward in a message's bubble. */
export const forwardStyles = css`
  .forwarded {
    display: flex;
    align-items: center;
    gap: var(--space-2xs);
    margin-block-end: var(--space-3xs);
    color: var(--color-ink-soft);
    font-size: var(--text-sm);
    white-space: normal;
  }
  .forwarded .icon {
    flex: none;
    width: var(--size-icon-sm);
    height: var(--size-icon-sm);
  }
`;
