/** What carries the id of an HTTP request through workflows to their activities; for the log alone. */
export const REQUEST_ID_HEADER = 'alphaflow-request-id';
