/** What a server tells the bench that started it. */
export interface AtlasFacts {
  readonly apiUrl: string;
  readonly pushUrl: string;
  readonly serviceKey: string;
}

export interface PlainFacts {
  readonly url: string;
}

export interface LoopHold {
  readonly longestMs: number;
}
