export function median(values: readonly number[]): number {
  return percentile(values, 50);
}

/** The nearest rank: a value that was measured. */
export function percentile(values: readonly number[], percent: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.max(0, Math.ceil((percent / 100) * sorted.length) - 1)] ?? Number.NaN;
}

export function rounded(value: number, digits = 2): number {
  return Number(value.toFixed(digits));
}

export function latency(valuesMs: readonly number[]): {
  readonly p50Ms: number;
  readonly p99Ms: number;
  readonly samples: number;
} {
  return {
    p50Ms: rounded(percentile(valuesMs, 50)),
    p99Ms: rounded(percentile(valuesMs, 99)),
    samples: valuesMs.length,
  };
}
