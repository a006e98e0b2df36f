import { resolve } from "node:path";
import { defineConfig, type Connect, type Plugin } from "vite";

/** The gallery has no server: what its components ask for fails as it does with no network, but pictures. */
const offline: Plugin = {
  name: "rally:offline",
  configureServer: ({ middlewares }) => void middlewares.use(refuse),
  configurePreviewServer: ({ middlewares }) => void middlewares.use(refuse),
};

const refuse: Connect.NextHandleFunction = (request, response, next) => {
  const [, picture] = /^\/api\/v1\/files\/gallery(\d+)-/.exec(request.url ?? "") ?? [];
  if (picture !== undefined) {
    response.setHeader("Content-Type", "image/svg+xml");
    response.end(drawn(Number(picture)));
  } else if (request.url?.startsWith("/api/")) request.socket.destroy();
  else next();
};

/** A ball of a color of its own. */
const drawn = (index: number): string =>
  `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 8 8"><circle cx="4" cy="4" r="4"
    fill="hsl(${index * 40} 70% 50%)" /><path d="M1.2 1.2Q4 4 1.2 6.8M6.8 1.2Q4 4 6.8 6.8" fill="none"
    stroke="white" stroke-width=".6" /></svg>`;

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
