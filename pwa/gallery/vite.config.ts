import { resolve } from "node:path";
import { defineConfig, type Connect, type Plugin } from "vite";

/** The gallery has no server: what its components ask for fails as it does with no network. */
const offline: Plugin = {
  name: "rally:offline",
  configureServer: ({ middlewares }) => void middlewares.use(refuse),
  configurePreviewServer: ({ middlewares }) => void middlewares.use(refuse),
};

const refuse: Connect.NextHandleFunction = (request, _response, next) => {
  if (request.url?.startsWith("/api/")) request.socket.destroy();
  else next();
};

export default defineConfig({
  root: import.meta.dirname,
  publicDir: resolve(import.meta.dirname, "../public"),
  resolve: { conditions: ["source", "module", "browser", "development|production"] },
  build: {
    target: "es2022",
    cssTarget: ["chrome123", "edge123", "firefox120", "safari17.5"],
    outDir: resolve(import.meta.dirname, "../node_modules/.gallery"),
    emptyOutDir: true,
    minify: false,
    reportCompressedSize: false,
    rolldownOptions: {
      input: ["index.html", "component.html"].map((name) => resolve(import.meta.dirname, name)),
    },
  },
  plugins: [offline],
});
