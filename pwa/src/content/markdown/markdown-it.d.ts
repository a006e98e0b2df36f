// The rules of markdown-it that are imported one by one; @types/markdown-it describes the rest.

declare module "markdown-it/lib/rules_block/blockquote.mjs" {
  import type StateBlock from "markdown-it/lib/rules_block/state_block.mjs";
  export default function blockquote(
    state: StateBlock,
    start: number,
    end: number,
    silent: boolean,
  ): boolean;
}

declare module "markdown-it/lib/rules_block/list.mjs" {
  import type StateBlock from "markdown-it/lib/rules_block/state_block.mjs";
  export default function list(
    state: StateBlock,
    start: number,
    end: number,
    silent: boolean,
  ): boolean;
}

declare module "markdown-it/lib/rules_inline/backticks.mjs" {
  import type StateInline from "markdown-it/lib/rules_inline/state_inline.mjs";
  export default function backticks(state: StateInline, silent: boolean): boolean;
}

declare module "markdown-it/lib/rules_inline/balance_pairs.mjs" {
  import type StateInline from "markdown-it/lib/rules_inline/state_inline.mjs";
  export default function balancePairs(state: StateInline): void;
}

declare module "markdown-it/lib/rules_inline/emphasis.mjs" {
  import type StateInline from "markdown-it/lib/rules_inline/state_inline.mjs";
  const emphasis: {
    tokenize: (state: StateInline, silent: boolean) => boolean;
    postProcess: (state: StateInline) => void;
  };
  export default emphasis;
}
