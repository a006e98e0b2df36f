// Beside its packages, so that it is found among them.
export { Server } from "@hocuspocus/server";
