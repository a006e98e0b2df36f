import { watchFirstSight } from "../page/first-sight.js";

/**
 * The times of one start, in milliseconds from the start of the navigation.
 * @typedef {{ seen: number, document: number, programs: number, firstPaint: number, slowed: number
 * }} Start
 *   `seen`: the element was on the screen; `programs`: the last script fetched before that had
 *   loaded; `slowed`: the factor by which the throttle slowed a fixed amount of work
 */

/**
 * Opens an address in a new page of a running browser, with its service worker stopped and its CPU
 * throttled.
 * @returns {Promise<Start>} once the element that matches `selector` is painted
 */
export async function openCold(context, address, selector, throttle) {
  const page = await context.newPage();
  const devtools = await context.newCDPSession(page);
  await stopServiceWorkers(devtools);
  await devtools.send("Emulation.setCPUThrottlingRate", { rate: throttle });
  await page.addInitScript(watchFirstSight, selector);
  await page.goto(address, { waitUntil: "commit" });
  const start = await page.evaluate(async () => {
    const seen = await window.firstSight;
    const fetched = performance
      .getEntriesByType("resource")
      .filter(({ name, responseEnd }) => name.endsWith(".js") && responseEnd <= seen);
    const [document] = performance.getEntriesByType("navigation");
    const [firstPaint] = performance.getEntriesByName("first-contentful-paint");
    return {
      seen,
      document: document.responseEnd,
      programs: Math.max(0, ...fetched.map(({ responseEnd }) => responseEnd)),
      firstPaint: firstPaint?.startTime ?? seen,
    };
  });
  const throttled = await page.evaluate(work);
  await devtools.send("Emulation.setCPUThrottlingRate", { rate: 1 });
  const slowed = throttled / (await page.evaluate(work));
  await page.close();
  return { ...start, slowed };
}

async function stopServiceWorkers(devtools) {
  await devtools.send("ServiceWorker.enable");
  await devtools.send("ServiceWorker.stopAllWorkers");
  await devtools.send("ServiceWorker.disable");
}

/** Runs in the page. @returns the milliseconds that a fixed amount of work takes */
function work() {
  const began = performance.now();
  let sum = 0;
  for (let number = 0; number < 10_000_000; number += 1) sum = (sum * 31 + number) % 65_537;
  return sum < 0 ? Number.NaN : performance.now() - began;
}
