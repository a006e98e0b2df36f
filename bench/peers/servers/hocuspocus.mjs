// Placed beside its package.json, so that Node resolves the package installed here.
export { Server } from "@hocuspocus/server";
