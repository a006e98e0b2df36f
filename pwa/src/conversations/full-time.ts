import { fullTime } from "../localization/index.js";

/**
 * Gives the `<time>` under the pointer the whole date as its tooltip. Only then: wording it for each
 * of a page of messages would take longer than drawing them.
 */
export function tellFullTime(event: Event): void {
  const [target] = event.composedPath();
  const time = target instanceof Element ? target.closest("time") : null;
  if (time) time.title = fullTime(Date.parse(time.dateTime));
}
