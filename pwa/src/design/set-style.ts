import { noChange } from "lit";
import { Directive, directive, type ElementPart } from "lit/directive.js";

/**
 * Sets style properties of an element through its style object. Lit's `styleMap` writes an
 * attribute on first render, which the server's Content Security Policy forbids.
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
