/** The entry `tracenest/wrappers`: clients of other makers with their calls traced. */
export { AlreadyWrappedError, wrapOpenAI, type ExtraOptions, type OpenAILike, type WrappedOpenAI } from './openai.js';
export { wrapSDK, type WrapSDKOptions } from './sdk.js';
