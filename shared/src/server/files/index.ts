export { createLocalFiles } from "./local-files.js";
export { fileNameOf, isFileName, type FileStore, type StoredFile } from "./file-store.js";
