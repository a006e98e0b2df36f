import type { Route } from "@rally/shared/http";
import { failureSchema } from "@rally/shared/http";
import * as z from "zod";

type Schema = z.core.$ZodType;

/** The OpenAPI 3.1 document of `routes`, generated from their schemas. */
export function openApiDocument(routes: readonly Route[]): object {
  const paths: Record<string, Record<string, object>> = {};
  for (const route of routes) {
    const path = route.path.replace(/:(\w+)/g, "{$1}");
    (paths[path] ??= {})[route.method.toLowerCase()] = operationOf(route);
  }
  return {
    openapi: "3.1.0",
    info: { title: "Rally", version: "1" },
    paths,
    components: {
      securitySchemes: { bearer: { type: "http", scheme: "bearer", bearerFormat: "JWT" } },
      schemas: { Failure: schemaOf(failureSchema) },
    },
  };
}

function operationOf(route: Route): object {
  return {
    summary: route.summary,
    security: route.auth === "user" ? [{ bearer: [] }] : [],
    parameters: [...parametersOf("path", route.params), ...parametersOf("query", route.query)],
    ...(route.body && {
      requestBody: {
        required: true,
        content: { "application/json": { schema: schemaOf(route.body) } },
      },
    }),
    ...(route.rawBody !== undefined && {
      requestBody: {
        required: true,
        content: { [route.rawBody]: { schema: { type: "string", format: "binary" } } },
      },
    }),
    responses: {
      ...(route.redirects && { 303: { description: "Elsewhere" } }),
      ...(!route.redirects && {
        200: {
          description: "Done",
          content: {
            "application/json": {
              schema: {
                type: "object",
                required: ["success", "data", ...(route.meta ? ["meta"] : [])],
                properties: {
                  success: { const: true },
                  data: schemaOf(route.data),
                  ...(route.meta && { meta: schemaOf(route.meta) }),
                },
              },
            },
          },
        },
      }),
      default: {
        description: "Refused or failed",
        content: {
          "application/json": { schema: { $ref: "#/components/schemas/Failure" } },
        },
      },
    },
  };
}

function parametersOf(place: "path" | "query", schema: Schema | undefined): object[] {
  if (!schema) return [];
  const { properties = {}, required = [] } = schemaOf(schema) as {
    properties?: Record<string, object>;
    required?: string[];
  };
  return Object.entries(properties).map(([name, property]) => ({
    name,
    in: place,
    required: required.includes(name),
    schema: property,
  }));
}

function schemaOf(schema: Schema): object {
  const { $schema: _dialect, ...rest } = z.toJSONSchema(schema, {
    io: "input",
    unrepresentable: "any",
  });
  return rest;
}
