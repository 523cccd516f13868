/**
 * The server that the page came from; the browser's cookie says who asks. A page that somebody shared
 * asks below its link, which is all that it needs, and gets only what is shared.
 */
import type { ApiTarget } from 'tracenest/api';

/** Before the path of every address of the page: empty, or that of a shared link. */
export const pageBase = /^\/shared\/[^/]+/u.exec(window.location.pathname)?.[0] ?? '';

/** Nothing but what somebody shared can be seen, and nothing can be changed. */
export const isShared = pageBase !== '';

export const apiTarget: ApiTarget = { origin: window.location.origin + pageBase };
