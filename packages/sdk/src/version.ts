/** The version of this SDK as it appears in `extra.runtime`; a test ties it to package.json. */
export const SDK_VERSION = '0.1.0';
