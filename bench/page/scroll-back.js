/* global requestAnimationFrame */

/**
 * Scrolls an element back to its first row: a page every few frames, so that 60 frames a second are ten
 * pages a second. Runs in the page.
 * @param {HTMLElement} scroller
 * @param {{ seconds: number, frames: number }} options ends after `seconds` at the latest; `frames`: from
 *   one page to the next
 * @returns `perSecond`: the frames of each second; `shift`: the pixels by which rows in view moved that
 *   were not scrolled; `rows`: the greatest number of rows; `first`: the text of the first row at the end
 */
export async function scrollBack(scroller, { seconds, frames }) {
  const { left, top, width, height } = scroller.getBoundingClientRect();
  const middle = [left + width / 2, top + height / 2];
  const rowInView = () =>
    scroller
      .getRootNode()
      .elementFromPoint(...middle)
      ?.closest("[data-id]");
  /** Positions are rounded to pixels of the screen. */
  const ROUNDING = 1;
  const placeOf = (row) => row.getBoundingClientRect().top;
  let watched;
  /** A row that is no longer in the document has moved as far as the page is high. */
  const movedBy = ({ row, place }) => {
    const by = row.isConnected ? Math.abs(placeOf(row) - place) : height;
    return by > ROUNDING ? by : 0;
  };

  const perSecond = [];
  const began = performance.now();
  let [second, inSecond, frame, pages, rows, atTop, shift] = [began, 0, 0, 0, 0, 0, 0];
  // A list that does not move for this many turns is at its beginning.
  while (atTop < 50 && performance.now() - began < seconds * 1000) {
    const now = await new Promise((resolve) => requestAnimationFrame(resolve));
    inSecond += 1;
    frame += 1;
    if (now - second >= 1000) {
      perSecond.push((inSecond * 1000) / (now - second));
      [second, inSecond] = [now, 0];
    }
    if (watched) shift += movedBy(watched);
    if (frame % frames === 0) {
      rows = Math.max(rows, scroller.querySelectorAll("[data-id]").length);
      atTop = scroller.scrollTop > 0 ? 0 : atTop + 1;
      if (atTop === 0) {
        scroller.scrollTop -= scroller.clientHeight * 0.9;
        pages += 1;
      }
    }
    const row = rowInView();
    watched = row && { row, place: placeOf(row) };
  }
  const first = scroller.querySelector("[data-id]")?.textContent ?? "";
  return { perSecond, shift, pages, rows, first, seconds: (performance.now() - began) / 1000 };
}
