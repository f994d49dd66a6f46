import type { z } from 'zod';

/** What was expected, in words that never repeat the value: it may be a secret. */
// oxlint-disable-next-line complexity -- one line for each kind of zod's issues; apart they would be harder to read
export function expectationOf(issue: z.core.$ZodIssue): string {
  switch (issue.code) {
    case 'invalid_type':
      return `expected ${issue.expected}`;
    case 'invalid_value':
      return `expected ${issue.values.map((value) => JSON.stringify(value)).join(' or ')}`;
    case 'too_small':
      return `expected ${issue.exact === true ? 'exactly' : 'at least'} ${issue.minimum} ${unitOf(issue.origin)}`.trimEnd();
    case 'too_big':
      return `expected ${issue.exact === true ? 'exactly' : 'at most'} ${issue.maximum} ${unitOf(issue.origin)}`.trimEnd();
    case 'unrecognized_keys':
      return 'expected no such field';
    case 'invalid_format':
      return issue.message.startsWith('expected')
        ? issue.message
        : `expected ${issue.format}${issue.pattern === undefined ? '' : ` matching ${issue.pattern}`}`;
    case 'invalid_union':
      return 'expected one of the allowed forms';
    case 'not_multiple_of':
      return `expected a multiple of ${issue.divisor}`;
    case 'invalid_key':
    case 'invalid_element':
    case 'custom':
      return issue.message;
  }
}

function unitOf(origin: string): string {
  if (origin === 'string') return 'characters';
  return origin === 'array' ? 'items' : '';
}
