/**
 * Something that we do not read ourselves: the file is to be fetched whole, and ffmpeg to judge it. No judgement on the
 * file.
 */
export class Surprise extends Error {}
