/** A moment in UTC with second precision, `YYYY-MM-DDTHH:MM:SSZ`; two instants compare as strings. */
export type Instant = string;

/** A length of time in milliseconds. */
export type Milliseconds = number;
