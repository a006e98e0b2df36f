/**
 * A page of a browser that Playwright cannot drive. An expression is JavaScript, run in the page.
 */
export interface EnginePage {
  goto(url: string): Promise<void>;
  reload(): Promise<void>;
  /** @returns the expression's value, serialized as JSON */
  evaluate<T>(expression: string): Promise<T>;
  /**
   * Clicks the element that the expression finds, with the mouse. @returns false when there is none
   */
  click(expression: string): Promise<boolean>;
  /** Presses a key for each character, in the focused element; "\n" is Enter. */
  type(text: string): Promise<void>;
  /** @returns a PNG */
  screenshot(): Promise<Uint8Array>;
}
