/** A figure that was not measured: taken from a document, or chosen. Change it where it stands. */
export type Assumption = { value: number; unit: string; because: string };
