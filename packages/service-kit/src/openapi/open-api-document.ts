import type { INestApplication } from '@nestjs/common';
import { DocumentBuilder, SwaggerModule, type OpenAPIObject } from '@nestjs/swagger';
import { z } from 'zod';
import { problem } from '../problems/problem.js';

/** Each schema with an id is one component; the rest is written where it is used. OpenAPI 3.1 takes JSON Schema 2020-12 as it is. */
export function openApiDocument(
  app: INestApplication,
  facts: { readonly title: string; readonly description: string },
): OpenAPIObject {
  const config = new DocumentBuilder()
    .setOpenAPIVersion('3.1.0')
    .setTitle(facts.title)
    .setDescription(facts.description)
    .setVersion('1')
    .addBearerAuth(
      { type: 'http', scheme: 'bearer', description: 'A service key: sk1.<clientId>.<keyId>.<secret>' },
      'serviceKey',
    )
    .addBearerAuth(
      {
        type: 'http',
        scheme: 'bearer',
        bearerFormat: 'JWT',
        description: 'An access token (RFC 9068) of a live session',
      },
      'accessToken',
    )
    .build();
  const document = SwaggerModule.createDocument(app, config, {
    standardSchemaConverter: (schema, { schemaType }) => convert(schema, schemaType),
  });
  const { schema } = convert(problem, 'output') ?? {};
  document.components = {
    ...document.components,
    schemas: { ...document.components?.schemas, ...(schema === undefined ? {} : { Problem: componentOf(problem) }) },
  };
  return document;
}

function convert(
  schema: unknown,
  io: 'input' | 'output',
): { schema: unknown; components: Record<string, unknown> } | undefined {
  if (!(schema instanceof z.ZodType)) return undefined;
  const {
    $defs = {},
    $schema: _dialect,
    ...rest
  } = z.toJSONSchema(schema, { target: 'draft-2020-12', io, unrepresentable: 'any' });
  const { id } = rest;
  const components = Object.fromEntries(
    Object.entries($defs).map(([name, definition]) => [name, withoutId(definition)]),
  );
  if (id === undefined) return { schema: rest, components };
  return { schema: { $ref: `#/components/schemas/${id}` }, components: { ...components, [id]: withoutId(rest) } };
}

function componentOf(schema: z.ZodType): object {
  return convert(schema, 'output')?.components['Problem'] ?? {};
}

/** `id` is not a keyword of JSON Schema 2020-12; the component's name says it. */
function withoutId(definition: object): object {
  return 'id' in definition
    ? Object.fromEntries(Object.entries(definition).filter(([key]) => key !== 'id'))
    : definition;
}
