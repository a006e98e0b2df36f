import * as Y from "yjs";

/**
 * A document of a room on the server. Its `guid` serves documents within documents alone, and Yjs draws
 * its digits one by one from the system's random numbers: a tenth of what a handshake costs.
 */
export const newDocument = (): Y.Doc => new Y.Doc({ guid: "" });
