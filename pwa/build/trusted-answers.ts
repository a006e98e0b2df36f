import MagicString from "magic-string";
import type { Plugin } from "vite";

/** What of a route or command only the server looks at. A command's `input` the app checks itself. */
const SERVERS = new Set(["params", "query", "body", "data", "meta", "output"]);
const DEFINING = new Set(["defineRoute", "defineCommand"]);

interface Node {
  type: string;
  start: number;
  end: number;
  [part: string]: unknown;
}

/**
 * Leaves out of the program the schemas of what it never checks, for it trusts the answers of its
 * own server. That saves 2.2 kB (gzip) of those who are signed in, and some 200 schemas that each
 * start would build before the first paint.
 */
export function trustAnswers(): Plugin {
  return {
    name: "rally:trusted-answers",
    apply: "build",
    // After the types are gone, which the parser does not know.
    enforce: "post",
    transform: {
      filter: { id: /[\\/]shared[\\/]src[\\/]/, code: /from "zod\/mini"/ },
      handler(code) {
        const tree = this.parse(code) as unknown as Node;
        const edited = new MagicString(code);
        dropSchemasOfServer(tree, edited);
        markDroppable(tree, edited);
        return { code: edited.toString(), map: null };
      },
    },
  };
}

function dropSchemasOfServer(tree: Node, code: MagicString): void {
  visit(tree, (node) => {
    const callee = node["callee"] as Node | undefined;
    if (node.type !== "CallExpression" || !DEFINING.has(callee?.["name"] as string)) return;
    const [defined] = node["arguments"] as Node[];
    for (const property of (defined?.["properties"] ?? []) as Node[]) {
      const key = property["key"] as Node | undefined;
      const value = property["value"] as Node;
      if (SERVERS.has(key?.["name"] as string)) code.update(value.start, value.end, "undefined");
    }
  });
}

/** Tells the bundler that a constant which is then used nowhere may go, however it is made. */
function markDroppable(tree: Node, code: MagicString): void {
  const statements = (tree["body"] as Node[]).map(
    (statement) => (statement["declaration"] as Node | null | undefined) ?? statement,
  );
  for (const declaration of statements.flatMap(
    ({ declarations }) => (declarations ?? []) as Node[],
  )) {
    const made = declaration["init"] as Node | null;
    if (made?.type !== "CallExpression") continue;
    code.prependLeft(made.start, "/* @__PURE__ */ (() => (").appendRight(made.end, "))()");
  }
}

function visit(node: Node, visitor: (node: Node) => void): void {
  visitor(node);
  for (const part of Object.values(node).flat()) {
    if (typeof part === "object" && part !== null && "type" in part) visit(part as Node, visitor);
  }
}
