// What an app looks like that loads all that it will ever need before its first page.
import { Dexie } from "dexie";
import { WebsocketProvider } from "y-websocket";
import * as Y from "yjs";
import "../form/bare-form.js";

const database = new Dexie("everything");
database.version(1).stores({ messages: "id, [conversation+seq]" });

const doc = new Y.Doc();
const provider = new WebsocketProvider("ws://localhost", "room", doc, {
  connect: false,
  disableBc: true,
});
globalThis.everything = { database, doc, provider };
