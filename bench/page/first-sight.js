/* global window, document, Element, MutationObserver, MessageChannel, requestAnimationFrame, innerHeight */

/**
 * Runs in a page before its own programs: keeps in `window.firstSight` the milliseconds from the start of the
 * navigation until what `selector` names is on the screen, in whichever shadow tree, its frame painted.
 */
export function watchFirstSight(selector) {
  window.firstSight = new Promise((resolve) => {
    let found = false;
    const look = (root) => {
      const element = found ? null : root.querySelector(selector);
      if (!element) return;
      found = true;
      requestAnimationFrame(function frame() {
        if (!isInView(element)) return requestAnimationFrame(frame);
        // A message posted in a frame's callback is heard once that frame is painted.
        const { port1, port2 } = new MessageChannel();
        port1.onmessage = () => resolve(performance.now());
        port2.postMessage(undefined);
      });
    };
    const watch = (root) => {
      new MutationObserver(() => look(root)).observe(root, { childList: true, subtree: true });
      look(root);
    };
    const { attachShadow } = Element.prototype;
    Element.prototype.attachShadow = function (options) {
      const root = attachShadow.call(this, options);
      watch(root);
      return root;
    };
    watch(document);
  });

  function isInView(element) {
    const { top, bottom, height } = element.getBoundingClientRect();
    return height > 0 && top < innerHeight && bottom > 0;
  }
}
