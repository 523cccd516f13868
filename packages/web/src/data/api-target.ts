/** The server that the page came from; the browser's cookie says who asks. */
import type { ApiTarget } from 'tracenest/api';

export const apiTarget: ApiTarget = { origin: window.location.origin };
