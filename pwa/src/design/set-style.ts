import { noChange } from "lit";
import { Directive, directive, type ElementPart } from "lit/directive.js";

/**
 * Sets properties of an element's style through its style object. Lit's own `styleMap` writes them
 * as an attribute at first, and the server's policy forbids styles in markup.
 */
class SetStyle extends Directive {
  override update({ element }: ElementPart, [properties]: [Record<string, string>]): unknown {
    for (const [name, value] of Object.entries(properties)) {
      (element as HTMLElement).style.setProperty(name, value);
    }
    return noChange;
  }

  override render(_properties: Record<string, string>): unknown {
    return noChange;
  }
}

export const setStyle = directive(SetStyle);
