import js from "@eslint/js";
import { defineConfig, globalIgnores } from "eslint/config";
import lit from "eslint-plugin-lit";
import litA11y from "eslint-plugin-lit-a11y";
import typescript from "typescript-eslint";
import { boundaries } from "./scripts/eslint/boundaries.js";
import { cycles } from "./scripts/eslint/cycles.js";

const globalsOfNode = [
  ...["Buffer", "URL", "console", "fetch", "performance", "process"],
  ...["setTimeout", "clearTimeout", "setInterval", "clearInterval"],
];
const globalsOfPages = ["document", "indexedDB", "localStorage", "navigator", "window"];
const rally = { rules: { cycles } };

export default defineConfig(
  globalIgnores([
    "**/dist/",
    "**/node_modules/",
    "**/generated/",
    "**/public/",
    "coverage/",
    "test-results/",
    "playwright-report/",
  ]),
  js.configs.recommended,
  {
    files: ["**/*.{js,mjs}"],
    languageOptions: {
      globals: Object.fromEntries(globalsOfNode.map((name) => [name, "readonly"])),
    },
  },
  {
    // Parts of these run inside a page.
    files: ["bench/**/*.mjs"],
    languageOptions: {
      globals: Object.fromEntries(globalsOfPages.map((name) => [name, "readonly"])),
    },
  },
  {
    files: ["**/*.ts"],
    extends: [typescript.configs.recommendedTypeChecked],
    languageOptions: {
      parserOptions: {
        project: ["./{shared,sync-server,api,pwa}/tsconfig*.json", "./tsconfig.tests.json"],
        tsconfigRootDir: import.meta.dirname,
      },
    },
    rules: {
      "@typescript-eslint/switch-exhaustiveness-check": [
        "error",
        { considerDefaultExhaustiveForUnions: true },
      ],
      "@typescript-eslint/consistent-type-imports": ["error", { fixStyle: "inline-type-imports" }],
      "@typescript-eslint/no-unused-vars": [
        "error",
        { argsIgnorePattern: "^_", varsIgnorePattern: "^_" },
      ],
      // A number in a sentence is a number.
      "@typescript-eslint/restrict-template-expressions": ["error", { allowNumber: true }],
      "no-warning-comments": ["error", { terms: ["todo", "fixme", "xxx"], location: "start" }],
    },
  },
  ...boundaries,
  {
    files: ["{shared,sync-server,api,pwa}/src/**/*.{ts,js}"],
    plugins: { rally },
    rules: { "rally/cycles": "error" },
  },
  {
    files: ["pwa/src/**/*.ts"],
    extends: [lit.configs["flat/recommended"]],
    plugins: { "lit-a11y": litA11y },
    rules: {
      ...litA11y.configs.recommended.rules,
      // Safari takes a list's role away with its markers: each says what it is.
      "lit-a11y/no-redundant-role": "off",
    },
  },
);
