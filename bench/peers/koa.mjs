// A minimal HTTP server with Koa, as Rally's API uses it: answers every request with `{}`.
import Koa from "koa";

const app = new Koa();
app.use((http) => {
  http.body = {};
});
const server = app.listen(0, "127.0.0.1", () => process.send?.({ port: server.address().port }));
process.once("disconnect", () => process.exit(0));
