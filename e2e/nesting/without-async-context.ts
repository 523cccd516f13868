/** Gives our SDK the context of a browser: what `#context` resolves to where there is no Node.js. */
import { register } from 'node:module';

const hooks = `
  export async function resolve(specifier, context, next) {
    if (specifier !== '#context') return next(specifier, context);
    return { url: new URL('context-fallback.js', context.parentURL).href, shortCircuit: true };
  }`;
register(`data:text/javascript,${encodeURIComponent(hooks)}`);
