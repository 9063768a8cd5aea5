/** The longest audio that is converted here, in seconds: 14,400 in production, which would take minutes a file. */
export const MAX_SECONDS = 900;

/** The longest that one run of ffmpeg may take by the clock: 1,500 s in production. */
export const CONVERSION_SECONDS = 120;

/** What a pod of the converter has (`apps/service/services/converter.yaml`), less what the process itself needs. */
export const MOST_MEMORY = (1_024 - 150) * 2 ** 20;

/** What the sandbox lets ffmpeg write (`services/converter/sandbox/confine.sh`). */
export const LARGEST_MP3 = 640 * 2 ** 20;
