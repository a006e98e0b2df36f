import { css } from "lit";

/** Messages under a finger, and what the gestures show. */
export const touchStyles = css`
  .message {
    transition: translate var(--motion-calm) var(--motion-ease);
  }
  .message.swiped {
    transition: none;
  }
  .gesture {
    --progress: 0;
    position: absolute;
    display: grid;
    place-content: center;
    width: var(--size-target);
    height: var(--size-target);
    border-radius: var(--radius-full);
    background: var(--color-raised);
    color: var(--color-ink-soft);
    box-shadow: var(--shadow-md);
    opacity: var(--progress);
    pointer-events: none;
  }
  .gesture.due {
    background: var(--color-accent);
    color: var(--color-on-accent);
  }
  .swipe {
    inset-inline-start: var(--space-2xs);
    translate: 0 -50%;
    scale: calc(0.5 + 0.5 * var(--progress));
  }
  .swipe:dir(rtl) .icon {
    transform: scaleX(-1);
  }
  .pull {
    inset-block-start: var(--space-sm);
    inset-inline: 0;
    margin-inline: auto;
    translate: 0 calc((var(--progress) - 1) * 100%);
    rotate: calc(var(--progress) * 270deg);
  }
  /* A long press selects no text and opens no menu of the browser; "Copy text" is in the sheet. */
  @media (pointer: coarse) {
    .message {
      touch-action: pan-y pinch-zoom;
      user-select: none;
      -webkit-user-select: none;
      -webkit-touch-callout: none;
    }
  }
  @media (forced-colors: active) {
    .gesture {
      border: 1px solid;
    }
  }
`;
