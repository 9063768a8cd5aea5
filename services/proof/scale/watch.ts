/** How a measurement is watched, and ended early. */
export type Watch = { tell(now: string): void; signal: AbortSignal };
