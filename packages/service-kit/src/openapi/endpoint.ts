import { applyDecorators } from '@nestjs/common';
import { ApiBearerAuth, ApiOperation, ApiResponse } from '@nestjs/swagger';
import type { z } from 'zod';
import type { ProblemTable } from '../problems/problem-table.js';
import { PROBLEM_MEDIA_TYPE } from '../problems/problem.filter.js';

export interface EndpointFacts<Code extends string> {
  /** Unique in the document; the generated clients' name of the call. */
  readonly operationId: string;
  readonly summary: string;
  readonly description?: string;
  /** Status → what it means and the schema of its body. */
  readonly answers: Readonly<
    Record<
      number,
      {
        readonly description: string;
        readonly schema?: z.ZodType;
      }
    >
  >;
  readonly problems: readonly Code[];
  /** Which credentials are taken; none: anyone. */
  readonly credentials?: ReadonlyArray<'serviceKey' | 'accessToken'>;
}

/** What any route may answer; those with a body or parameters name the rest themselves. */
const ALWAYS = ['INTERNAL', 'UNAVAILABLE'] as const;

/** A decorator that documents a route: every answer and every problem, grouped by status with their codes. */
export function endpointFor<Code extends string>(
  table: ProblemTable<Code>,
): (facts: EndpointFacts<Code | (typeof ALWAYS)[number]>) => MethodDecorator {
  return (facts) =>
    applyDecorators(
      ApiOperation({
        operationId: facts.operationId,
        summary: facts.summary,
        ...(facts.description === undefined ? {} : { description: facts.description }),
      }),
      ...Object.entries(facts.answers).map(([status, answer]) =>
        ApiResponse({
          status: Number(status),
          description: answer.description,
          ...(answer.schema === undefined ? {} : { standardSchema: answer.schema }),
        }),
      ),
      ...problemResponses(table, [...new Set([...facts.problems, ...ALWAYS])], Object.keys(facts.answers).map(Number)),
      ...(facts.credentials ?? []).map((name) => ApiBearerAuth(name)),
    );
}

function problemResponses(table: ProblemTable, codes: readonly string[], taken: readonly number[]): MethodDecorator[] {
  const byStatus = new Map<number, string[]>();
  for (const code of codes) {
    const kind = table[code];
    if (kind === undefined) throw new TypeError(`no problem has the code ${code}`);
    byStatus.set(kind.status, [...(byStatus.get(kind.status) ?? []), code]);
  }
  return [...byStatus]
    .filter(([status]) => !taken.includes(status))
    .map(([status, grouped]) =>
      ApiResponse({
        status,
        description: grouped.map((code) => `\`${code}\`: ${table[code]?.title ?? ''}`).join('. '),
        content: {
          [PROBLEM_MEDIA_TYPE]: {
            schema: {
              allOf: [
                { $ref: '#/components/schemas/Problem' },
                { type: 'object', properties: { code: { type: 'string', enum: grouped } } },
              ],
            },
          },
        },
      }),
    );
}
