/**
 * The longest lifetime of a token that can be configured, 7 days in seconds. Revocations of users are kept that long, so
 * that they outlive every token they concern, even one issued before the lifetime was configured shorter.
 */
export const LONGEST_TOKEN_TTL = 7 * 24 * 3_600;
