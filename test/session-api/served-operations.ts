/** One route, as the served OpenAPI document has it. */
export interface Operation {
  readonly operationId: string;
  readonly method: string;
  readonly path: string;
  /** `serviceKey`, `accessToken`; none where anyone may call. */
  readonly takes: readonly string[];
  readonly hasBody: boolean;
  readonly isForm: boolean;
  /** `<status> <code>` of every problem it may answer. */
  readonly problems: readonly string[];
}

interface DocumentedResponse {
  readonly content?: Readonly<Record<string, { readonly schema: unknown }>>;
}

interface DocumentedOperation {
  readonly operationId: string;
  readonly security?: ReadonlyArray<Readonly<Record<string, unknown>>>;
  readonly requestBody?: { readonly content: Readonly<Record<string, unknown>> };
  readonly responses: Readonly<Record<string, DocumentedResponse>>;
}

export function operationsOf(document: Readonly<Record<string, unknown>>): readonly Operation[] {
  const paths = document['paths'] as Readonly<Record<string, Readonly<Record<string, DocumentedOperation>>>>;
  return Object.entries(paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]) => ({
      operationId: operation.operationId,
      method: method.toUpperCase(),
      path,
      takes: (operation.security ?? []).flatMap((entry) => Object.keys(entry)),
      hasBody: operation.requestBody !== undefined,
      isForm: 'application/x-www-form-urlencoded' in (operation.requestBody?.content ?? {}),
      problems: Object.entries(operation.responses).flatMap(([status, response]) =>
        codesOf(response).map((code) => `${status} ${code}`),
      ),
    })),
  );
}

function codesOf(response: DocumentedResponse): readonly string[] {
  const schema = response.content?.['application/problem+json']?.schema;
  return JSON.stringify(schema ?? {}).match(/[A-Z]+(?:_[A-Z]+)*(?=")/g) ?? [];
}
